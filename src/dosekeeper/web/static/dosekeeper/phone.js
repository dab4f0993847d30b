// The trusted person's phone. It takes the invitation's link out of the address, and counts down
// to the next look after a dose. What counts is the server's record and clock: after a sleep the
// page is asked for again, so that nothing is shown from memory.
(() => {
  const field = document.querySelector("[data-link]");
  if (field) {
    const link = field.querySelector("input");
    if (location.hash.length > 1) {
      link.value = location.hash.slice(1);
      history.replaceState(null, "", location.pathname + location.search);
    }
    field.hidden = link.value !== "";
  }

  const watch = document.querySelector("[data-watch]");
  if (!watch) return;
  const AGAIN_MS = 60_000; // how often a look that is due makes itself heard
  const ASLEEP_MS = 20_000;
  const ahead = Number(watch.dataset.now) - Date.now();
  const now = () => Date.now() + ahead;
  const look = Number(watch.dataset.look) || Infinity;
  const ends = Number(watch.dataset.ends);
  const over = Number(watch.dataset.now) >= ends;
  const left = watch.querySelector("[data-left]");
  const due = watch.querySelector("[data-due]");
  const wait = watch.querySelector("[data-wait]");
  const said = watch.querySelector("[data-said]");
  let heard = 0;
  let seen = Date.now();

  function clock(ms) {
    const seconds = Math.max(0, Math.ceil(ms / 1000));
    return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  }

  function call() {
    if (Date.now() - heard < AGAIN_MS) return;
    heard = Date.now();
    if (navigator.vibrate) navigator.vibrate([200, 120, 200]);
    if (due) said.textContent = due.textContent;
    beep();
  }

  let sound;
  function beep() {
    if (!sound) return;
    for (const at of [0, 0.3]) {
      const tone = sound.createOscillator();
      const soft = sound.createGain();
      tone.frequency.value = 660;
      soft.gain.value = 0.05;
      tone.connect(soft).connect(sound.destination);
      tone.start(sound.currentTime + at);
      tone.stop(sound.currentTime + at + 0.15);
    }
  }
  // A browser lets a page be heard only once it was touched.
  addEventListener("pointerdown", () => {
    sound ??= window.AudioContext && new AudioContext();
  }, { once: true });

  function tick() {
    if (Date.now() - seen > ASLEEP_MS) return location.reload();
    seen = Date.now();
    if (!over && now() >= ends) return location.reload();
    const waiting = look - now();
    if (left && waiting > 0 && waiting < Infinity) left.textContent = clock(waiting);
    if (due && wait) {
      due.hidden = waiting > 0;
      wait.hidden = waiting <= 0;
    }
    watch.classList.toggle("watch--now", over || waiting <= 0);
    if (over || waiting <= 0) call();
  }
  tick();
  setInterval(tick, 1000);

  let hidden = 0;
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) hidden = Date.now();
    else if (hidden && Date.now() - hidden > ASLEEP_MS) location.reload();
    else awake();
  });
  addEventListener("pageshow", (event) => event.persisted && location.reload());

  // Where the phone allows it, its screen stays on for as long as the page is looked at.
  function awake() {
    if (navigator.wakeLock) navigator.wakeLock.request("screen").catch(() => {});
  }
  awake();
})();

// The page of the daily check-in. Without this script it is a plain form that is sent at once;
// with it, answers are kept on the phone first and sent as soon as there is a net.
(() => {
  const page = document.querySelector("[data-check-in]");
  if (!page) return;
  const queue = self.checkInQueue;
  const here = location.pathname;
  const form = page.querySelector("form[data-answers]");
  const AGAIN_MS = 15_000;
  const COUNTED = ["extra_doses", "missed_doses"];
  const MOST = 50;

  // --- what is shown ---------------------------------------------------------------------

  // `parts` says which of a panel's sentences hold: unsafe, late, left_out.
  function show(name, parts = {}) {
    for (const panel of page.querySelectorAll("[data-panel]")) {
      panel.hidden = panel.dataset.panel !== name;
    }
    for (const part of page.querySelectorAll("[data-if]")) {
      part.hidden = !parts[part.dataset.if];
    }
    const shown = page.querySelector(`[data-panel="${name}"]`);
    if (name !== "form") {
      shown.focus();
      scrollTo(0, 0);
    }
  }

  function wrong(word, names = []) {
    show("form");
    for (const said of form.querySelectorAll("[data-wrong-at]")) {
      said.hidden = !names.includes(said.dataset.wrongAt);
    }
    for (const said of form.querySelectorAll("[data-wrong]")) {
      said.hidden = said.dataset.wrong !== word;
    }
    const first = form.querySelector("[data-wrong-at]:not([hidden])");
    (first ?? form.querySelector("[data-wrong]:not([hidden])")).scrollIntoView({
      block: "center",
    });
  }

  // --- what was answered -----------------------------------------------------------------

  function answers() {
    const found = {};
    const data = new FormData(form);
    const known = { yes: true, no: false };
    for (const [name, text] of data) {
      if (text === "" || name.endsWith("-many")) continue;
      if (text === "more") {
        const many = data.get(`${name}-many`).trim();
        if (many) found[name] = /^[0-9]{1,2}$/.test(many) ? Number(many) : many;
      } else if (name === "worry") {
        if (text.trim()) found[name] = text.trim();
      } else if (name === "safe") {
        found[name] = text === "yes";
      } else {
        found[name] = text in known ? known[text] : Number(text);
      }
    }
    return found;
  }

  // --- keep first, then send ---------------------------------------------------------------

  let unkept = null;
  let mine = null; // what this page has seen waiting
  let told = ""; // the state that is shown
  let waits = false; // for the net
  let busy = false;
  let once_more = false;

  async function send() {
    if (busy) {
      once_more = true; // the net came back while a try was still failing
      return;
    }
    busy = true;
    try {
      if (unkept) {
        const { entry, said } = await queue.give(unkept);
        unkept = queue.unsent(entry) ? entry : null;
        waits = entry.state === "waiting";
        tell(entry, said);
        return;
      }
      const before = await queue.entryOf(here);
      if (before) tell(before);
      const { said, waiting } = await queue.giveAll();
      waits = waiting > 0;
      const after = await queue.entryOf(here);
      if (before && !after) tell({ state: "unreadable" }, said[here]);
      else if (after) tell(after, said[here]);
      if (waits) later();
    } catch {
      // A browser that keeps nothing: what is on the page is all there is.
    } finally {
      busy = false;
      if (once_more) {
        once_more = false;
        send();
      }
    }
  }

  // Whether somebody was unsafe is not kept once it was sent: who opens this page again, on a
  // phone that others use too, reads nothing of it. The page itself still knows.
  function tell(entry, said = {}) {
    if (queue.unsent(entry)) mine = entry;
    if (entry.state === told) return;
    told = entry.state;
    const unsafe = said.unsafe ?? mine?.answers.safe === false;
    if (told !== "unreadable") {
      show(told, { ...said, unsafe, left_out: said.left_out?.length });
    } else if (form) {
      wrong(told, said.wrong);
    }
  }

  // Where the browser can, it sends when the net is back although this page is closed.
  async function later() {
    const worker = await navigator.serviceWorker?.ready;
    await worker?.sync?.register("answers").catch(() => {});
  }

  form?.addEventListener("submit", async (event) => {
    event.preventDefault();
    const given = answers();
    if (!Object.keys(given).length) return wrong("nothing");
    // A call for help goes out whatever else was typed; the clinic leaves out the rest.
    const odd = COUNTED.filter((name) => typeof given[name] === "string" || given[name] > MOST);
    if (odd.length && given.safe !== false && !given.worry) return wrong("unreadable", odd);
    const entry = { to: here, answers: given, answered_ms: Date.now(), state: "waiting" };
    try {
      await queue.add(entry);
    } catch {
      unkept = entry;
      page.querySelector("[data-unkept]").hidden = false;
    }
    tell(entry);
    await send();
  });

  // Only where there is something to send: a page that says "already answered" stays so.
  async function begin() {
    const waits = queue.unsent(await queue.entryOf(here).catch(() => null));
    if (!form && !waits) return;
    addEventListener("online", send);
    document.addEventListener("visibilitychange", () => document.hidden || send());
    setInterval(() => navigator.onLine && waits && send(), AGAIN_MS);
    await send();
  }
  begin();

  // --- the private word: sent at once or not at all, and nothing of it is kept --------------

  const word = page.querySelector("form[data-private]");
  word?.addEventListener("submit", async (event) => {
    event.preventDefault();
    const said = (name) => {
      for (const part of word.querySelectorAll("[data-said]")) {
        part.hidden = part.dataset.said !== name;
      }
    };
    try {
      const answer = await fetch(word.action, {
        method: "POST",
        headers: { Accept: "application/json" },
        body: new URLSearchParams(new FormData(word)),
        cache: "no-store",
        redirect: "error",
      });
      const { state, heard } = await answer.json();
      if (state === "sent") {
        word.reset();
        for (const part of word.querySelectorAll("[data-ask]")) part.hidden = true;
      }
      said(heard ? state : "closed");
    } catch {
      said("offline");
    }
  });

  // --- open again without a net --------------------------------------------------------------

  navigator.serviceWorker
    ?.register(page.dataset.worker, { scope: page.dataset.scope })
    .then(() => navigator.serviceWorker.ready)
    .then((worker) => form && worker.active.postMessage({ keep: location.href }))
    .catch(() => {});
})();

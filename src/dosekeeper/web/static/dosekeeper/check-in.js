// The page of the daily check-in. Without this script it is a plain form that is sent at once;
// with it, answers are kept on the phone first and sent as soon as there is a net.
(() => {
  const page = document.querySelector("[data-check-in]");
  if (!page) return;
  const queue = self.checkInQueue;
  const here = location.pathname;
  const form = page.querySelector("form[data-answers]");
  const AGAIN_MS = 15_000;

  // --- what is shown ---------------------------------------------------------------------

  function show(name, { unsafe = false, late = false } = {}) {
    for (const panel of page.querySelectorAll("[data-panel]")) {
      panel.hidden = panel.dataset.panel !== name;
    }
    for (const part of page.querySelectorAll("[data-if]")) {
      part.hidden = !(part.dataset.if === "unsafe" ? unsafe : late);
    }
    const shown = page.querySelector(`[data-panel="${name}"]`);
    if (name !== "form") {
      shown.focus();
      scrollTo(0, 0);
    }
  }

  const wrong = (word) => {
    show("form");
    for (const said of form.querySelectorAll("[data-wrong]")) {
      said.hidden = said.dataset.wrong !== word;
      if (!said.hidden) said.scrollIntoView({ block: "center" });
    }
  };

  // --- what was answered -----------------------------------------------------------------

  function answers() {
    const found = {};
    const data = new FormData(form);
    const known = { yes: true, no: false };
    for (const [name, text] of data) {
      if (text === "" || name.endsWith("-many")) continue;
      if (text === "more") {
        const many = data.get(`${name}-many`);
        if (/^[0-9]{1,2}$/.test(many)) found[name] = Number(many);
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
        unkept = await queue.give(unkept);
        tell(unkept);
        if (unkept.state !== "waiting") unkept = null;
        return;
      }
      const before = await queue.entryOf(here);
      if (before) tell(before);
      await queue.giveAll();
      const after = await queue.entryOf(here);
      if (after && after.state !== before?.state) tell(after);
      if (before && !after) wrong("unreadable");
      if (after?.state === "waiting") later();
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

  function tell(entry) {
    if (entry.state === "unreadable") wrong("unreadable");
    else show(entry.state, entry);
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
    const entry = {
      to: here,
      answers: given,
      answered_ms: Date.now(),
      unsafe: given.safe === false,
      state: "waiting",
    };
    try {
      await queue.keep(entry);
    } catch {
      unkept = entry;
      page.querySelector("[data-unkept]").hidden = false;
    }
    show("waiting", entry);
    await send();
  });

  addEventListener("online", send);
  document.addEventListener("visibilitychange", () => document.hidden || send());
  setInterval(() => navigator.onLine && send(), AGAIN_MS);
  if (form) send();

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
      if ((await answer.json()).state !== "sent") throw new Error("not sent");
      word.reset();
      for (const part of word.querySelectorAll("[data-ask]")) part.hidden = true;
      said("sent");
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

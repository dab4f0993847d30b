// The answers of a daily check-in, kept on this phone until the clinic has them.
//
// Used by the page and by its worker. One entry a link, since a link takes answers once: sent
// again after a lost reply, the clinic gives its first answer again. What has arrived is
// forgotten here; only that it has arrived is remembered. A call for help that was refused is
// never forgotten: it stays `stuck` and is tried again.
(() => {
  const STORE = "answers";
  const PATIENCE_MS = 20_000;
  const REMEMBERED_MS = 10 * 24 * 3600 * 1000;
  const REFUSED = new Set(["used", "closed", "unreadable"]);

  const opened = () =>
    new Promise((found, lost) => {
      const asked = indexedDB.open("dosekeeper-check-in", 1);
      asked.onupgradeneeded = () => asked.result.createObjectStore(STORE, { keyPath: "to" });
      asked.onsuccess = () => found(asked.result);
      asked.onerror = () => lost(asked.error);
    });

  async function within(mode, work) {
    const db = await opened();
    try {
      const transaction = db.transaction(STORE, mode, { durability: "strict" });
      const asked = work(transaction.objectStore(STORE));
      await new Promise((kept, lost) => {
        transaction.oncomplete = kept;
        transaction.onerror = transaction.onabort = () => lost(transaction.error);
      });
      return asked.result;
    } finally {
      db.close();
    }
  }

  const keep = (entry) => within("readwrite", (store) => store.put(entry));
  const forget = (to) => within("readwrite", (store) => store.delete(to));
  const entryOf = (to) => within("readonly", (store) => store.get(to));
  const entries = () => within("readonly", (store) => store.getAll());

  // Another tab may have kept a call for help before: what calls stays in what is sent.
  async function add(entry) {
    const before = await entryOf(entry.to);
    if (unsent(before) && callsForHelp(before)) {
      const { safe, worry } = before.answers;
      const { answers } = entry;
      if (safe === false) answers.safe = false;
      if (worry && worry !== answers.worry) {
        answers.worry = [worry, answers.worry].filter(Boolean).join(" / ");
      }
    }
    await keep(entry);
  }

  const unsent = (entry) => Boolean(entry?.answers);
  const callsForHelp = ({ answers }) => answers.safe === false || Boolean(answers.worry);

  // Give one entry to the clinic; return it as it stands then, and what the clinic said.
  // Whatever is not our own answer (no net, a login page of some hotel) leaves it as it was.
  async function give(entry) {
    const patience = new AbortController();
    const timer = setTimeout(() => patience.abort(), PATIENCE_MS);
    try {
      const answer = await fetch(`${entry.to}answers`, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        // Both times on the phone's own clock: how long it waited is their difference.
        body: JSON.stringify({
          answers: entry.answers,
          answered_ms: entry.answered_ms,
          sent_ms: Date.now(),
        }),
        cache: "no-store",
        redirect: "error",
        signal: patience.signal,
      });
      return after(entry, await answer.json());
    } catch {
      return { entry, said: {} };
    } finally {
      clearTimeout(timer);
    }
  }

  function after(entry, said) {
    const { to, answered_ms } = entry;
    if (said.state === "sent") return { entry: { to, answered_ms, state: "sent" }, said };
    if (!REFUSED.has(said.state)) return { entry, said };
    if (callsForHelp(entry)) return { entry: { ...entry, state: "stuck" }, said };
    return { entry: { to, answered_ms, state: said.state }, said };
  }

  // Give all that waits; return how many still do, and what the clinic said to each link.
  async function giveAll() {
    const done = { waiting: 0, said: {} };
    for (const before of await entries()) {
      if (unsent(before)) {
        const { entry, said } = await give(before);
        await (entry.state === "unreadable" ? forget(entry.to) : keep(entry));
        done.said[entry.to] = said;
        done.waiting += entry.state === "waiting";
      } else if (Date.now() - before.answered_ms > REMEMBERED_MS) {
        await forget(before.to);
      }
    }
    return done;
  }

  // The page and the worker may both want to: one after the other.
  const inTurn = (work) =>
    navigator.locks ? navigator.locks.request("dosekeeper-check-in", work) : work();

  self.checkInQueue = { add, entryOf, unsent, give, giveAll: () => inTurn(giveAll) };
})();

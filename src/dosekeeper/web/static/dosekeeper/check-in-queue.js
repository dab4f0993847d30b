// The answers of a daily check-in, kept on this phone until the clinic has them.
//
// Used by the page and by its worker. One entry a link, since a link takes answers once: sent
// again after a lost reply, the clinic gives its first answer again. What has arrived is
// forgotten here; only that it has arrived is remembered.
(() => {
  const STORE = "answers";
  const PATIENCE_MS = 20_000;
  const REMEMBERED_MS = 10 * 24 * 3600 * 1000;
  const ENDS = new Set(["sent", "used", "closed"]);

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

  // Give one entry to the clinic; return it as it stands then. Whatever is not our own answer
  // (no net, a login page of some hotel) leaves it waiting.
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
      const said = await answer.json();
      if (ENDS.has(said.state)) {
        const { to, answered_ms, unsafe } = entry;
        return { to, answered_ms, unsafe, state: said.state, late: said.late === true };
      }
      return { ...entry, state: said.state === "unreadable" ? "unreadable" : "waiting" };
    } catch {
      return { ...entry, state: "waiting" };
    } finally {
      clearTimeout(timer);
    }
  }

  async function giveAll() {
    let waiting = 0;
    for (const entry of await entries()) {
      if (entry.state === "waiting") {
        const after = await give(entry);
        await (after.state === "unreadable" ? forget(entry.to) : keep(after));
        waiting += after.state === "waiting";
      } else if (Date.now() - entry.answered_ms > REMEMBERED_MS) {
        await forget(entry.to);
      }
    }
    return waiting;
  }

  // The page and the worker may both want to: one after the other.
  const inTurn = (work) =>
    navigator.locks ? navigator.locks.request("dosekeeper-check-in", work) : work();

  self.checkInQueue = { keep, entryOf, give, giveAll: () => inTurn(giveAll) };
})();

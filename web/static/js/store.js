// What this device keeps, in IndexedDB: the outbox (what was not sent yet, in order) and the kits (what is needed to
// fill a scan in without internet). Where storage is refused, as in some private windows, it lasts as long as the page.

const NAME = "mvo-scan";
const STORES = ["outbox", "kits"];
const KEPT = "kept-on-this-device";
let opening;

const request = (asked) =>
  new Promise((resolve, reject) => {
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });

async function open() {
  const asked = indexedDB.open(NAME, 1);
  asked.onupgradeneeded = () => {
    asked.result.createObjectStore("outbox", { keyPath: "id", autoIncrement: true });
    asked.result.createObjectStore("kits", { keyPath: ["owner", "scan"] });
  };
  const database = await request(asked);
  database.onversionchange = () => database.close();
  return database;
}

const memory = { outbox: [], kits: [], next: 1 };

/**
 * Read everything, then write what `work({ outbox, kits })` asks for: `{ put: { outbox, kits }, remove: { … } }`, all
 * or nothing. Calls never overlap, not even those of two tabs. Rejects when there is no room left.
 */
export async function change(work) {
  const database = await (opening ??= open().catch(() => null));
  if (!database) return changeInMemory(work);
  const transaction = database.transaction(STORES, "readwrite");
  const done = new Promise((resolve, reject) => {
    transaction.oncomplete = resolve;
    transaction.onabort = () => reject(transaction.error);
  });
  done.catch(() => {}); // it is awaited below, unless reading fails first
  const [outbox, kits] = await Promise.all(STORES.map((name) => request(transaction.objectStore(name).getAll())));
  const { put = {}, remove = {} } = work({ outbox, kits }) ?? {};
  for (const name of STORES) {
    for (const key of remove[name] ?? []) transaction.objectStore(name).delete(key);
    for (const row of put[name] ?? []) transaction.objectStore(name).put(row);
  }
  await done;
  if (STORES.some((name) => put[name]?.length)) flag();
}

/** Everything that is kept: `{ outbox, kits }`, the outbox in the order in which it came. */
export async function everything() {
  let found;
  await change((all) => {
    found = all;
  });
  return found;
}

/** Whether anything was ever kept here: other pages need not open the database where not. */
export function mayKeepSomething() {
  try {
    return localStorage.getItem(KEPT) !== null;
  } catch {
    return false;
  }
}

function flag() {
  try {
    localStorage.setItem(KEPT, "yes");
  } catch {
    // No localStorage in a worker, or refused: the page that opened the scan has set it, or nothing is kept at all.
  }
}

function changeInMemory(work) {
  const { put = {}, remove = {} } = work({ outbox: [...memory.outbox], kits: [...memory.kits] }) ?? {};
  const same = { outbox: (row) => row.id, kits: (row) => `${row.owner} ${row.scan}` };
  for (const name of STORES) {
    const gone = new Set((remove[name] ?? []).map((key) => (Array.isArray(key) ? key.join(" ") : key)));
    const rows = new Map(memory[name].filter((row) => !gone.has(same[name](row))).map((row) => [same[name](row), row]));
    for (const row of put[name] ?? []) {
      if (name === "outbox") row.id ??= memory.next++;
      rows.set(same[name](row), row);
    }
    memory[name] = [...rows.values()];
  }
}

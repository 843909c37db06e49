/* What this browser keeps of an attempt until the server has it: IndexedDB.
   attempts: who writes, with which epoch, and the time left · operations: not yet
   acknowledged · answers: the last state of each question, for a page opened offline.
   Where IndexedDB is refused (some private windows) nothing outlives the page, and
   `isDurable` says so. */
const NAME = "passline";
const TABLES = ["attempts", "operations", "answers"];

export async function openStore(attempt) {
  try {
    return new DiskStore(await openDatabase(), attempt);
  } catch {
    return new PageStore();
  }
}

class DiskStore {
  isDurable = true;
  #database;
  #attempt;

  constructor(database, attempt) {
    this.#database = database;
    this.#attempt = attempt;
  }

  async load() {
    const work = this.#database.transaction(TABLES);
    const [attempts, operations, answers] = TABLES.map((name) => work.objectStore(name));
    const [record, ops, rows] = await Promise.all([
      result(attempts.get(this.#attempt)),
      result(operations.index("attempt").getAll(this.#attempt)),
      result(answers.index("attempt").getAll(this.#attempt)),
    ]);
    return { record, operations: ops, answers: rows };
  }

  /* One transaction: all of it is kept, or none. True once it is on the disk. */
  async write({ record, operations = [], answers = [], gone = [] }) {
    try {
      const work = this.#database.transaction(TABLES, "readwrite", { durability: "strict" });
      const mine = (row) => ({ ...row, attempt: this.#attempt });
      if (record) work.objectStore("attempts").put({ ...record, id: this.#attempt });
      for (const row of operations) work.objectStore("operations").put(mine(row));
      for (const row of answers) work.objectStore("answers").put(mine(row));
      for (const id of gone) work.objectStore("operations").delete(id);
      await finished(work);
    } catch {
      this.isDurable = false; // full, or taken away meanwhile: the page still holds it
    }
    return this.isDurable;
  }

  async forget() {
    const work = this.#database.transaction(TABLES, "readwrite");
    work.objectStore("attempts").delete(this.#attempt);
    for (const name of ["operations", "answers"]) {
      const table = work.objectStore(name);
      const keys = await result(table.index("attempt").getAllKeys(this.#attempt));
      for (const key of keys) table.delete(key);
    }
    await finished(work);
  }
}

class PageStore {
  isDurable = false;

  async load() {
    return { record: undefined, operations: [], answers: [] };
  }

  async write() {
    return false;
  }

  async forget() {}
}

function openDatabase() {
  const request = indexedDB.open(NAME, 1);
  request.onupgradeneeded = () => {
    const database = request.result;
    database.createObjectStore("attempts", { keyPath: "id" });
    const operations = database.createObjectStore("operations", { keyPath: "op_id" });
    const answers = database.createObjectStore("answers", { keyPath: ["attempt", "position"] });
    operations.createIndex("attempt", "attempt");
    answers.createIndex("attempt", "attempt");
  };
  return result(request);
}

function result(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = request.onblocked = () => reject(request.error);
  });
}

function finished(work) {
  return new Promise((resolve, reject) => {
    work.oncomplete = resolve;
    work.onerror = work.onabort = () => reject(work.error);
  });
}

/* Who writes: this tab, another tab of this browser, or another device. */
import { AttemptApi } from "lib/api";
import { Backoff, uuid } from "lib/operations";
import { hear } from "lib/replies";
import { session } from "lib/session";
import { openStore } from "lib/store";
import { TabLock } from "lib/tab";

const TAB_GAP = 1000; // sequence numbers left free for a last edit of the tab that lost

let lock = null;

/* page: what <exam-runner> says, with the server's answers. */
export async function begin(page) {
  session.page = page;
  session.api = new AttemptApi(page.api);
  session.store = await openStore(page.attempt);
  session.queue.connect(session.api, session.store);
  session.queue.addEventListener("reply", (event) => hear(event.detail, lose));
  session.addEventListener("fenced", () => lose("device"));
  lock = new TabLock(`passline-${page.attempt}`);
  lock.addEventListener("lost", () => lose("tab"));
  session.isTabOwner = await lock.acquire();
  const kept = await session.store.load();
  recall(page, kept);
  if (!session.isTabOwner) return lose("tab");
  session.queue.restore(kept.operations);
  if (session.ownEpoch) return write();
  if (page.writer) return lose("device");
  session.setMode("writing"); // nobody writes yet: answer at once, register meanwhile
  return register();
}

/* What an earlier page of this browser left: its identity, its edits, the time. */
function recall(page, { record, operations, answers }) {
  session.writer = record?.writer ?? uuid();
  session.position = record?.position ?? 1;
  session.lost = new Map((record?.lost ?? []).map((row) => [row.position, row]));
  session.checked = new Set([...(record?.checked ?? []), ...page.checked]);
  const isNamed = page.writer === session.writer;
  const isStill = record?.ownEpoch > 0 && record.ownEpoch >= page.epoch;
  session.epoch = Math.max(page.epoch, record?.ownEpoch ?? 0);
  session.ownEpoch = isNamed || isStill ? session.epoch : 0;
  recallTime(page, record);
  const isOurs = session.ownEpoch > 0 || !page.writer;
  session.adopt(page.answers, page.isKept ? answers : isOurs ? operations : []);
}

/* A page from this browser's own copy tells an old time: go on from the one kept. */
function recallTime(page, record) {
  if (page.isKept && record?.time) {
    session.deadline = record.deadline;
    session.clock.restore(record.time);
    session.dispatchEvent(new Event("time"));
  } else {
    session.setTime({ remaining_ms: page.remaining, deadline: page.deadline }, page.at);
  }
}

function write() {
  session.isTabOwner = true;
  session.ownEpoch = session.epoch;
  session.queue.isHeld = false;
  session.keepRecord();
  session.setMode("writing");
  return session.queue.flush();
}

function lose(reason) {
  session.setMode("reading", reason);
  // Another tab sends from the same store. Another device does not: what waits here
  // goes to the server's log, where it is fenced and kept.
  session.isTabOwner = reason !== "tab";
  session.queue.isHeld = reason === "tab";
  if (reason === "tab") return session.queue.clear();
  session.ownEpoch = 0;
  session.keepRecord();
  return session.queue.flush();
}

/* The first writer of a new attempt: tries until it is known, while answers wait. */
async function register() {
  const backoff = new Backoff();
  while (session.mode === "writing" && session.queue.isHeld) {
    const reply = await session.api.takeover({ writer: session.writer });
    if (reply.kind === "ok") {
      session.epoch = reply.data.epoch;
      return write();
    }
    if (reply.kind === "refused") return session.dispatchEvent(new Event("closed"));
    session.queue.report(reply);
    await new Promise((resolve) => setTimeout(resolve, backoff.after(reply)));
  }
  return null;
}

/* "Continue here". Returns the kind of the server's answer. */
export async function continueHere() {
  const isFromTab = session.reason === "tab";
  if (!isFromTab && !(await session.queue.flush())) return session.queue.trouble;
  if (isFromTab) await lock.acquire({ steal: true });
  const { operations, answers } = await session.store.load();
  const reply = await session.api.takeover({ writer: session.writer });
  if (reply.kind === "ok") {
    session.epoch = reply.data.epoch;
    session.adopt(reply.data.answers, isFromTab ? operations : []);
    session.setTime(reply.data, reply.at);
  } else if (isFromTab && reply.kind === "network") {
    session.adopt(session.page.answers, answers);
  } else {
    return reply.kind;
  }
  session.skipSequence(TAB_GAP);
  session.queue.restore(operations);
  await write();
  return "ok";
}

/* The exam in this tab: its answers, its queue, its clock, and whether this tab writes.
   One per page. mode: starting · writing · reading (reason: tab or device) · ending · over.
   Events: "answer" (detail: position), "answers", "mode", "time", "refusal" (detail), "closed". */
import { answerOf, blank, isLater } from "lib/answers";
import { Clock } from "lib/clock";
import { newOperation } from "lib/operations";
import { Queue } from "lib/queue";
import { Stopwatch } from "lib/stopwatch";

const UNTOLD_MS = 5000;

class Session extends EventTarget {
  queue = new Queue();
  store = null; // of this attempt in IndexedDB, once the page has begun
  clock = new Clock();
  stopwatch = new Stopwatch();
  mode = "starting";
  reason = "";
  page = null; // what the server wrote on <exam-runner>
  writer = null;
  epoch = 0;
  ownEpoch = 0; // the epoch in which this browser is the writer; 0 when it is not
  isTabOwner = false;
  position = 1;
  place = "question"; // or review
  lateCount = 0;
  deadline = null;
  pause = null; // { since, reason } while staff have paused it
  lost = new Map(); // answers of this browser that another device's were preferred to
  checked = new Set(); // practice: revealed, so final
  #answers = new Map();
  #seq = 0;

  answer(position) {
    return this.#answers.get(position) ?? blank(position);
  }

  get answers() {
    return [...this.#answers.values()];
  }

  /* What is to be seen: question · review · pause · ending. */
  get view() {
    if (this.mode === "ending" || this.mode === "over") return "ending";
    return this.pause ? "pause" : this.place;
  }

  isAnswered(position) {
    const { response } = this.answer(position);
    return response !== null && Object.keys(response).length > 0;
  }

  isFlagged(position) {
    return this.answer(position).flagged;
  }

  /* rows: as the API gives them. Later edits of this browser stay on top. */
  adopt(rows, edits = []) {
    this.#answers.clear();
    for (const row of [...rows, ...edits]) {
      const held = this.#answers.get(row.position);
      if (!held || isLater(row, held)) this.#answers.set(row.position, answerOf(row));
      this.#seq = Math.max(this.#seq, row.seq);
    }
    this.dispatchEvent(new Event("answers"));
  }

  edit(position, patch) {
    if (this.mode !== "writing" || this.pause || this.checked.has(position)) return;
    this.#record(position, patch);
    for (const left of this.stopwatch.untold(UNTOLD_MS)) this.touch(left);
    this.dispatchEvent(new CustomEvent("answer", { detail: position }));
  }

  /* Says again what is there: to tell time spent, or to ask the server for the time. */
  touch(position) {
    if (this.checked.has(position)) this.stopwatch.take(position);
    else this.#record(position, {});
  }

  /* The server holds another answer, or none: forget that this one counted. */
  drop(position) {
    this.#answers.delete(position);
  }

  skipSequence(count) {
    this.#seq += count;
  }

  manifest() {
    return this.answers.filter((row) => row.seq > 0).map(({ position, epoch, seq }) => ({ position, epoch, seq }));
  }

  setMode(mode, reason = "") {
    if (this.mode === "over" || (this.mode === mode && this.reason === reason)) return;
    this.mode = mode;
    this.reason = reason;
    this.dispatchEvent(new Event("mode"));
  }

  setTime({ remaining_ms, deadline, paused = null }, at) {
    this.clock.set(remaining_ms, at, paused !== null);
    this.deadline = deadline;
    this.keepRecord();
    const isNews = (paused === null) !== (this.pause === null);
    this.pause = paused;
    if (paused === null) this.queue.goOn();
    if (isNews) this.dispatchEvent(new Event("mode"));
    this.dispatchEvent(new Event("time"));
  }

  /* Who writes here and how the time stood, for the next page of this browser. */
  keepRecord() {
    if (!this.isTabOwner) return null;
    const { writer, ownEpoch, position, deadline } = this;
    const record = { writer, ownEpoch, position, deadline, time: this.clock.kept };
    const lists = { lost: [...this.lost.values()], checked: [...this.checked] };
    return this.store.write({ record: { ...record, ...lists } });
  }

  #record(position, patch) {
    const answer = { ...this.answer(position), ...patch, epoch: this.epoch, seq: ++this.#seq };
    const elapsed = this.stopwatch.take(position);
    this.#answers.set(position, answer);
    this.queue.add(newOperation({ answer, writer: this.writer, elapsed }), answer);
  }
}

export const session = new Session();

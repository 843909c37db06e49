/* <exam-check>: in practice and drills, the answer of one question with its reasons. What
   was checked is final. */
import { listeners } from "lib/dom";
import { reveal } from "lib/reasons";
import { session } from "lib/session";

const FAILED = {
  network: "Checking needs a connection. Your answer is kept; try again.",
  busy: "The server is busy. Your answer is kept; try again.",
  "signed-out": "You are signed out. Sign in again in another tab, then check.",
};

class ExamCheck extends HTMLElement {
  connectedCallback() {
    this.question = this.closest("exam-question");
    this.verdict = this.querySelector(".exam-check__verdict");
    this.on = listeners();
    this.on(this.querySelector("button"), "click", () => this.check());
    this.on(session, "place", () => this.recall());
    this.on(session, "mode", () => this.recall());
  }

  disconnectedCallback() {
    this.on.end();
  }

  /* Checked before this page was opened: the server shows it again. */
  recall() {
    const isHere = session.position === this.question.position && session.mode === "writing" && session.ownEpoch > 0;
    if (isHere && this.question.isChecked && !this.hasAttribute("revealed")) this.check();
  }

  async check() {
    const { position } = this.question;
    if (!session.isAnswered(position) && !this.question.isChecked) return this.say("Choose an answer first.");
    this.say("Checking…");
    const reply = await this.ask(position);
    if (reply.kind !== "ok") return this.say(reply.data.detail ?? FAILED[reply.kind] ?? FAILED.busy);
    return this.show(reply.data);
  }

  async ask(position) {
    // The server compares with this epoch: say an answer of an earlier one again.
    if (session.answer(position).epoch !== session.epoch) session.touch(position);
    const isSaved = await session.queue.flush();
    if (!isSaved) return { kind: session.queue.trouble ?? "network", data: {} };
    const { writer, epoch } = session;
    return session.api.check({ writer, epoch, position, seq: session.answer(position).seq });
  }

  show(row) {
    this.setAttribute("revealed", "");
    session.checked.add(row.position);
    session.keepRecord();
    const hadFocus = this.contains(document.activeElement);
    this.question.lock();
    reveal(this.question, row);
    this.tell(row.correct, hadFocus);
  }

  /* Above the options: below them, their reasons would push it out of sight. */
  tell(isCorrect, isAsked) {
    this.question.field.before(this.verdict);
    this.say(isCorrect ? "Right." : "Wrong.");
    this.verdict.dataset.correct = String(isCorrect);
    if (!isAsked) return;
    this.verdict.focus({ preventScroll: true });
    this.verdict.scrollIntoView({ block: "nearest" });
  }

  say(words) {
    this.verdict.textContent = words;
  }
}

customElements.define("exam-check", ExamCheck);

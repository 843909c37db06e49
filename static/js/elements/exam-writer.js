/* <exam-writer>: why this tab only shows the exam and how to go on here; and, after that,
   the answers this browser had when another device took over. */
import { listeners } from "lib/dom";
import { ending } from "lib/ending";
import { continueHere } from "lib/ownership";
import { session } from "lib/session";
import { series } from "lib/words";

const READING = {
  tab: ["This exam is open in another tab", "Go on there. Or continue here: the other tab then only shows it."],
  device: [
    "You went on with this exam on another device",
    "What you answer there counts. Here you can read; to answer here, continue here.",
  ],
};
const FAILED = {
  network: "No connection: continuing here needs one. Try again.",
  "signed-out": "You are signed out: sign in again in another tab, then try again.",
};

class ExamWriter extends HTMLElement {
  connectedCallback() {
    [this.main, this.other] = this.querySelectorAll("button");
    this.on = listeners();
    this.on(session, "mode", () => this.paint());
    this.on(session, "answers", () => this.paint());
    this.on(ending, "step", () => this.paint());
    this.on(this.main, "click", () => (session.mode === "reading" ? this.takeOver() : this.bringBack()));
    this.on(this.other, "click", () => this.letGo());
  }

  disconnectedCallback() {
    this.on.end();
  }

  paint() {
    const lost = session.mode === "writing" ? this.differing() : [];
    const isRefused = session.mode === "writing" && ending.step === "refused";
    this.hidden = session.mode !== "reading" && lost.length === 0 && !isRefused;
    this.main.hidden = isRefused;
    this.other.hidden = lost.length === 0;
    if (session.mode === "reading") this.say(...READING[session.reason], "Continue here");
    else if (isRefused) this.say("Not handed in", ending.detail, "");
    else if (lost.length) this.offer(lost);
  }

  say(title, text, action) {
    this.querySelector(".notice__title").textContent = title;
    this.querySelector(".exam-writer__text").textContent = text;
    this.main.textContent = action;
  }

  offer(lost) {
    const questions = `${lost.length === 1 ? "question" : "questions"} ${series(lost.map((row) => row.position))}`;
    const text = `To ${questions} this browser has other answers, made before the other device took over. They do not count yet.`;
    this.say("Other answers from this browser", text, "Use the answers from here");
    this.other.textContent = "Keep the exam as it is";
  }

  differing() {
    const same = (row) => JSON.stringify(row.response) === JSON.stringify(session.answer(row.position).response);
    return [...session.lost.values()].filter((row) => !same(row));
  }

  async takeOver() {
    this.main.disabled = true;
    const kind = await continueHere();
    this.main.disabled = false;
    if (kind === "refused") location.reload(); // handed in meanwhile: the server shows the result
    else if (kind === "ok") document.querySelector("exam-runner").focusTitle();
    else this.querySelector(".exam-writer__text").textContent = FAILED[kind] ?? FAILED.network;
  }

  bringBack() {
    for (const { position, response } of this.differing()) session.edit(position, { response });
    session.dispatchEvent(new Event("answers"));
    this.letGo();
  }

  letGo() {
    session.lost.clear();
    session.keepRecord();
    this.paint();
    document.querySelector("exam-runner").focusTitle();
  }
}

customElements.define("exam-writer", ExamWriter);

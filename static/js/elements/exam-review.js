/* <exam-review>: counts, every question in words, and handing in by two steps. */
import { listeners, make } from "lib/dom";
import { ending } from "lib/ending";
import { countWords, flagged, stateWords, unanswered } from "lib/progress";
import { session } from "lib/session";
import { plural, series } from "lib/words";

const NAMED = 8; // so many open questions are named, more are only counted

class ExamReview extends HTMLElement {
  connectedCallback() {
    this.show = "all";
    this.dialog = this.querySelector("dialog");
    this.on = listeners();
    this.on(this, "click", (event) => this.clicked(event));
    this.on(this.dialog, "close", () => this.decided());
    for (const type of ["place", "answers", "answer", "mode"]) this.on(session, type, () => this.paint());
  }

  disconnectedCallback() {
    this.on.end();
  }

  paint() {
    if (session.view === "ending" && this.dialog.open) this.dialog.close();
    if (session.view !== "review") return;
    const only = { all: null, unanswered: unanswered(), flagged: flagged() }[this.show];
    const positions = only ?? Array.from({ length: session.page.total }, (_, index) => index + 1);
    this.querySelector(".exam-review__counts").textContent = countWords();
    this.querySelector(".exam-review__list").replaceChildren(...positions.map((position) => this.row(position)));
    this.querySelector(".exam-review__none").hidden = positions.length > 0;
    for (const button of this.querySelectorAll("[data-show]")) {
      button.setAttribute("aria-pressed", String(button.dataset.show === this.show));
    }
  }

  row(position) {
    const link = make("a", { class: "exam-review__link", href: `#q${position}` });
    link.append(make("b", {}, `Question ${position}`), " ", make("span", {}, stateWords(position)));
    link.toggleAttribute("data-open", !session.isAnswered(position));
    link.toggleAttribute("data-flagged", session.isFlagged(position));
    return make("li", {}, link);
  }

  clicked({ target }) {
    const filter = target.closest("[data-show]");
    if (filter) this.show = filter.dataset.show;
    if (filter) this.paint();
  }

  ask() {
    const open = unanswered();
    const named = open.length <= NAMED ? `: ${series(open)}` : "";
    const words = open.length
      ? `${plural(open.length, "question")} without an answer${named}. No answer counts as wrong; a guess costs nothing.`
      : "All questions are answered.";
    const waiting = session.queue.waiting;
    const unsent = waiting ? ` ${plural(waiting, "answer")} not saved yet: sent first.` : "";
    this.querySelector(".exam-dialog__text").textContent = words + unsent;
    this.dialog.returnValue = "";
    this.dialog.showModal();
  }

  decided() {
    if (this.dialog.returnValue === "hand-in") ending.handIn();
  }
}

customElements.define("exam-review", ExamReview);

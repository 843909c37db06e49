/* <exam-question>: one fieldset. Reads the person's answer out of it into the session,
   and paints the session's answer into it. Its field (choices, ordering, matching) has
   `response`, `paint(answer)` and `isLocked`; a question checked before this page was
   opened has none, only its reasons. */
import { listeners } from "lib/dom";
import { session } from "lib/session";

class ExamQuestion extends HTMLElement {
  connectedCallback() {
    this.position = Number(this.getAttribute("position"));
    this.fieldset = this.querySelector("fieldset");
    this.flag = this.querySelector(".exam-flag input");
    this.field = this.querySelector("exam-choices, exam-ordering, exam-matching");
    this.on = listeners();
    this.on(this, "change", (event) => this.changed(event));
    if (this.field) this.on(this.field, "struck", ({ detail }) => session.edit(this.position, { struck: detail }));
    this.on(session, "answers", () => this.paint());
    this.on(session, "mode", () => this.lock());
  }

  disconnectedCallback() {
    this.on.end();
  }

  get isChecked() {
    return session.checked.has(this.position);
  }

  changed({ target }) {
    if (target === this.flag) return session.edit(this.position, { flagged: this.flag.checked });
    if (target.name === `c${this.position}`) return session.edit(this.position, { confidence: target.value });
    const answer = session.answer(this.position);
    return session.edit(this.position, { response: this.field.response, struck: this.field.struck ?? answer.struck });
  }

  toggleFlag() {
    this.flag.click();
  }

  choose(index) {
    this.field?.choose?.(index);
  }

  paint() {
    const answer = session.answer(this.position);
    this.flag.checked = answer.flagged;
    this.field?.paint(answer);
    for (const input of this.querySelectorAll(".exam-check__sure input")) {
      input.checked = input.value === answer.confidence;
    }
    this.lock();
  }

  /* Disabled, not hidden: what was answered can still be read. */
  lock() {
    const isLocked = session.mode !== "writing";
    this.flag.disabled = isLocked;
    if (this.field) this.field.isLocked = isLocked || this.isChecked;
    for (const control of this.querySelectorAll("exam-check :is(input, button)")) {
      control.disabled = isLocked || this.isChecked;
    }
  }
}

customElements.define("exam-question", ExamQuestion);

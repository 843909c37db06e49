/* <exam-choices>: the options of a single or multiple response question, each of which
   can be struck out. Says so when more are chosen than the question asks for. */
import { listeners, make } from "lib/dom";
import { numberWord } from "lib/words";

class ExamChoices extends HTMLElement {
  connectedCallback() {
    this.rows = [...this.querySelectorAll(".exam-choice")];
    this.inputs = this.rows.map((row) => row.querySelector("input"));
    this.limit = Number(this.closest("exam-question").getAttribute("select")) || 1;
    this.on = listeners();
    // Before <exam-question> reads the answer.
    this.on(this, "change", (event) => this.chosen(event.target));
    this.on(this, "click", (event) => this.clicked(event));
    if (!this.querySelector(".exam-choice__strike")) this.build();
  }

  disconnectedCallback() {
    this.on.end();
  }

  build() {
    for (const row of this.rows) {
      const letter = row.querySelector(".exam-choice__letter").textContent.trim();
      const words = make("span", { class: "visually-hidden" }, `Strike out option ${letter}`);
      row.append(make("button", { type: "button", class: "exam-choice__strike", title: "Strike out", "aria-pressed": "false" }, words));
    }
    this.note = make("p", { class: "exam-choices__note", role: "status" });
    this.append(this.note);
  }

  get response() {
    const chosen = this.inputs.filter((input) => input.checked).map((input) => input.value);
    return chosen.length > 0 ? chosen : null;
  }

  get struck() {
    return this.rows.filter((row) => row.hasAttribute("data-struck")).map((row) => row.querySelector("input").value);
  }

  set isLocked(isLocked) {
    for (const control of this.querySelectorAll("input, button")) control.disabled = isLocked;
  }

  paint({ response, struck }) {
    for (const [index, input] of this.inputs.entries()) {
      input.checked = (response ?? []).includes(input.value);
      this.strike(this.rows[index], struck.includes(input.value));
    }
    this.note.textContent = "";
  }

  /* By key: as a click on it. */
  choose(index) {
    const input = this.inputs[index];
    if (!input || input.disabled) return;
    input.focus();
    if (!(input.type === "radio" && input.checked)) input.click();
  }

  chosen(input) {
    const isTooMany = input.type === "checkbox" && (this.response?.length ?? 0) > this.limit;
    if (isTooMany) input.checked = false;
    else if (input.checked) this.strike(input.closest(".exam-choice"), false);
    this.note.textContent = isTooMany ? `Only ${numberWord(this.limit)} can be chosen: clear another one first.` : "";
  }

  clicked({ target }) {
    const button = target.closest(".exam-choice__strike");
    if (!button) return;
    const row = button.closest(".exam-choice");
    this.strike(row, !row.hasAttribute("data-struck"));
    this.dispatchEvent(new CustomEvent("struck", { detail: this.struck }));
  }

  strike(row, isStruck) {
    row.toggleAttribute("data-struck", isStruck);
    row.querySelector(".exam-choice__strike").setAttribute("aria-pressed", String(isStruck));
  }
}

customElements.define("exam-choices", ExamChoices);

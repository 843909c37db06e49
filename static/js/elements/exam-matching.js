/* <exam-matching>: a choice for each row; choosing a taken one moves it here. */
import { listeners, make } from "lib/dom";

class ExamMatching extends HTMLElement {
  connectedCallback() {
    this.selects = [...this.querySelectorAll("select")];
    this.on = listeners();
    this.on(this, "change", (event) => this.chosen(event.target));
    if (this.note) return;
    this.note = make("p", { class: "exam-choices__note", role: "status" });
    this.append(this.note);
  }

  disconnectedCallback() {
    this.on.end();
  }

  get response() {
    const pairs = this.selects.filter((select) => select.value).map((select) => [select.dataset.option, select.value]);
    return pairs.length > 0 ? Object.fromEntries(pairs) : null;
  }

  set isLocked(isLocked) {
    for (const select of this.selects) select.disabled = isLocked;
  }

  paint({ response }) {
    for (const select of this.selects) select.value = response?.[select.dataset.option] ?? "";
    this.note.textContent = "";
  }

  chosen(chosen) {
    const other = this.selects.find((select) => select !== chosen && select.value && select.value === chosen.value);
    if (other) other.value = "";
    this.note.textContent = other ? `Moved here from row ${this.selects.indexOf(other) + 1}.` : "";
  }
}

customElements.define("exam-matching", ExamMatching);

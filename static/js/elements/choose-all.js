/* <choose-all>: one box above a list that ticks every box in it, and says how many are; also when the list is renewed. */
import { listeners, make } from "lib/dom";

class ChooseAll extends HTMLElement {
  connectedCallback() {
    this.on = listeners();
    this.on(this, "change", (event) => this.changed(event.target));
    this.on(this, "htmx:afterSettle", () => this.paint());
    if (!this.all) this.build();
    this.paint();
  }

  disconnectedCallback() {
    this.on.end();
  }

  build() {
    this.all = make("input", { type: "checkbox", "aria-label": "Choose all of this page" });
    this.words = make("span", { role: "status" });
    this.label = make("label", { class: "field__choice choose-all" }, this.all, this.words);
    this.prepend(this.label);
  }

  get boxes() {
    return [...this.querySelectorAll("[data-choice] input[type=checkbox]")];
  }

  changed(target) {
    if (target === this.all) for (const box of this.boxes) box.checked = this.all.checked;
    this.paint();
  }

  paint() {
    const { boxes } = this;
    const count = boxes.filter((box) => box.checked).length;
    this.label.hidden = !boxes.length;
    this.all.checked = count === boxes.length;
    this.all.indeterminate = count > 0 && count < boxes.length;
    this.words.textContent = count ? `${count} of this page chosen` : "Choose all of this page";
  }
}

customElements.define("choose-all", ChooseAll);

/* <exam-ordering>: steps that are moved up and down. The order shown first is nobody's
   answer: it counts once a step was moved, or the order was taken as it is. */
import { listeners, make } from "lib/dom";

class ExamOrdering extends HTMLElement {
  connectedCallback() {
    this.list = this.querySelector(".exam-order");
    this.first = [...this.list.children];
    this.on = listeners();
    this.on(this, "click", (event) => this.clicked(event.target));
    if (!this.take) this.build();
  }

  disconnectedCallback() {
    this.on.end();
  }

  build() {
    for (const [index, item] of this.first.entries()) {
      item.querySelector(".exam-order__place").replaceWith(make("span", { class: "exam-order__number" }));
      const button = (move, sign) =>
        make("button", { type: "button", class: "button exam-order__move", "data-move": move, "aria-label": `Move step ${index + 1} ${move}` }, sign);
      item.append(make("span", { class: "exam-order__moves" }, button("up", "↑"), button("down", "↓")));
    }
    this.take = make("button", { type: "button", class: "button", "data-move": "take" }, "Use this order");
    this.note = make("p", { class: "exam-order__note", role: "status" });
    this.append(make("div", { class: "cluster" }, this.take, this.note));
  }

  get items() {
    return [...this.list.children];
  }

  get response() {
    return this.isTaken ? this.items.map((item) => item.dataset.option) : null;
  }

  set isLocked(isLocked) {
    for (const button of this.querySelectorAll("button")) button.disabled = isLocked;
    if (!isLocked) this.number("");
  }

  paint({ response }) {
    this.isTaken = Boolean(response?.length);
    const places = response ?? [];
    const given = places.map((id) => this.first.find((item) => item.dataset.option === id)).filter(Boolean);
    this.list.append(...given, ...this.first.filter((item) => !given.includes(item)));
    this.number("");
  }

  clicked(target) {
    const button = target.closest("[data-move]");
    if (!button || button.disabled) return;
    const item = button.closest("li");
    if (button.dataset.move === "up") item.previousElementSibling?.before(item);
    if (button.dataset.move === "down") item.nextElementSibling?.after(item);
    this.isTaken = true;
    this.number(item ? `Now at place ${this.items.indexOf(item) + 1}.` : "");
    if (item) (button.disabled ? item.querySelector("[data-move]:not(:disabled)") : button)?.focus();
    this.dispatchEvent(new Event("change", { bubbles: true }));
  }

  number(said) {
    const { items } = this;
    for (const [index, item] of items.entries()) {
      item.querySelector(".exam-order__number").textContent = index + 1;
      item.querySelector("[data-move=up]").disabled = index === 0;
      item.querySelector("[data-move=down]").disabled = index === items.length - 1;
    }
    this.take.hidden = this.isTaken;
    this.note.textContent = said || (this.isTaken ? "" : "Not answered yet: move a step, or take the order as it is.");
  }
}

customElements.define("exam-ordering", ExamOrdering);

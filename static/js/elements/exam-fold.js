/* <exam-fold what="time">: something that can be folded away, until it must be seen
   (an "unfold" event from inside). */
import { listeners, make } from "lib/dom";

class ExamFold extends HTMLElement {
  connectedCallback() {
    this.value = this.querySelector(".exam-fold__value");
    this.on = listeners();
    if (!this.button) this.build();
    this.on(this.button, "click", () => this.fold(!this.value.hidden));
    this.on(this, "unfold", () => this.fold(false));
    this.fold(false);
  }

  disconnectedCallback() {
    this.on.end();
  }

  build() {
    this.button = make("button", { type: "button", class: "exam-fold__button" });
    this.append(this.button);
  }

  fold(isFolded) {
    this.value.hidden = isFolded;
    this.button.textContent = isFolded ? `Show ${this.getAttribute("what")}` : "Hide";
    if (isFolded) this.button.removeAttribute("aria-label");
    else this.button.setAttribute("aria-label", `Hide ${this.getAttribute("what")}`);
  }
}

customElements.define("exam-fold", ExamFold);

/* <exam-keys>: A–E and 1–6 choose, F flags, arrows step, R reviews. They can be switched
   off, and stay away from typing, lists and modifier keys. */
import { isTyping, listeners } from "lib/dom";
import { session } from "lib/session";

const STORED = "exam-keys";
const STEPS = { ArrowLeft: "previous", ArrowRight: "next", r: "review" };
// F flags, always: the sixth option is chosen by 6.
const CHOICES = ["a1", "b2", "c3", "d4", "e5", "6"];

class ExamKeys extends HTMLElement {
  connectedCallback() {
    this.hidden = false;
    this.switch = this.querySelector("input");
    this.switch.checked = localStorage.getItem(STORED) !== "off";
    this.on = listeners();
    this.on(this.switch, "change", () => localStorage.setItem(STORED, this.switch.checked ? "on" : "off"));
    this.on(document, "keydown", (event) => this.pressed(event));
  }

  disconnectedCallback() {
    this.on.end();
  }

  pressed(event) {
    const hasModifier = event.ctrlKey || event.metaKey || event.altKey || event.shiftKey;
    if (!this.switch.checked || hasModifier || event.isComposing || isTyping(event.target)) return;
    if (document.querySelector("dialog[open]")) return;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    if (this.act(key)) event.preventDefault();
  }

  act(key) {
    if (session.view === "pause") return false;
    if (STEPS[key]) {
      document.querySelector("exam-steps").step(STEPS[key]);
      return true;
    }
    const choice = CHOICES.findIndex((keys) => keys.includes(key));
    if (session.view !== "question" || session.mode !== "writing" || (choice < 0 && key !== "f")) return false;
    const question = document.querySelector(`exam-question[position="${session.position}"]`);
    if (key === "f") question.toggleFlag();
    else question.choose(choice);
    return true;
  }
}

customElements.define("exam-keys", ExamKeys);

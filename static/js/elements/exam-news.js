/* <exam-news>: what staff did to this attempt, said once and shown until it is put away. */
import { announce } from "lib/announce";
import { contact } from "lib/contact";
import { listeners } from "lib/dom";

// A pause covers the questions and says so itself.
const SILENT = ["paused"];

class ExamNews extends HTMLElement {
  connectedCallback() {
    this.on = listeners();
    this.on(contact, "step", ({ detail }) => this.tell(detail));
    this.on(this.querySelector("button"), "click", () => this.putAway());
  }

  disconnectedCallback() {
    this.on.end();
  }

  tell({ kind, words, reason }) {
    if (SILENT.includes(kind)) return;
    this.hidden = false;
    this.querySelector(".notice__title").textContent = words;
    this.querySelector(".exam-news__reason").textContent = reason;
    announce(`${words}: ${reason}`);
  }

  putAway() {
    this.hidden = true;
    document.querySelector("exam-runner").focusTitle();
  }
}

customElements.define("exam-news", ExamNews);

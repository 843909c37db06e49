/* <exam-progress total="65">: "7 of 65". */
import { listeners } from "lib/dom";
import { session } from "lib/session";

class ExamProgress extends HTMLElement {
  connectedCallback() {
    this.on = listeners();
    this.on(session, "place", () => this.paint());
  }

  disconnectedCallback() {
    this.on.end();
  }

  paint() {
    this.textContent = `${session.position} of ${this.getAttribute("total")}`;
  }
}

customElements.define("exam-progress", ExamProgress);

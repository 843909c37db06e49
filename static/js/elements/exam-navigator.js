/* <exam-navigator>: every question with its state in words, in a panel. */
import { listeners } from "lib/dom";
import { countWords, stateWords } from "lib/progress";
import { session } from "lib/session";

class ExamNavigator extends HTMLElement {
  connectedCallback() {
    this.panel = this.querySelector("details");
    this.links = [...this.querySelectorAll("a")];
    this.on = listeners();
    this.on(this.panel, "toggle", () => this.toggled());
    this.on(this, "click", (event) => this.clicked(event));
    for (const type of ["place", "answer", "answers"]) this.on(session, type, () => this.panel.open && this.paint());
  }

  disconnectedCallback() {
    this.on.end();
  }

  toggled() {
    if (!this.panel.open) return;
    this.paint();
    this.links[session.position - 1]?.scrollIntoView({ block: "nearest" });
  }

  paint() {
    this.querySelector(".exam-navigator__counts").textContent = countWords();
    for (const [index, link] of this.links.entries()) {
      const isCurrent = session.view === "question" && session.position === index + 1;
      link.querySelector("span").textContent = stateWords(index + 1) + (isCurrent ? ", current" : "");
      link.toggleAttribute("data-answered", session.isAnswered(index + 1));
      link.toggleAttribute("data-flagged", session.isFlagged(index + 1));
      if (isCurrent) link.setAttribute("aria-current", "step");
      else link.removeAttribute("aria-current");
    }
  }

  clicked(event) {
    const link = event.target.closest("a");
    if (!link) return;
    event.preventDefault();
    this.panel.open = false;
    document.querySelector("exam-runner").go(this.links.indexOf(link) + 1);
  }
}

customElements.define("exam-navigator", ExamNavigator);

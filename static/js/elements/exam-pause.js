/* <exam-pause>: what is shown instead of the questions while staff have paused the exam. */
import { announce } from "lib/announce";
import { listeners } from "lib/dom";
import { session } from "lib/session";
import { timeOfDay } from "lib/words";

class ExamPause extends HTMLElement {
  connectedCallback() {
    this.on = listeners();
    this.on(session, "mode", () => this.follow(session.view === "pause"));
  }

  disconnectedCallback() {
    this.on.end();
  }

  follow(isPaused) {
    if (this.hidden !== isPaused) return;
    this.hidden = !isPaused;
    if (isPaused) this.cover();
    else this.uncover();
    // When all others have followed too, and the title can be seen.
    queueMicrotask(() => this.closest("exam-runner").focusTitle());
  }

  /* Nobody looks at the questions now; a dialog would stay above everything. */
  cover() {
    const { pause, page } = session;
    this.querySelector(".exam-pause__reason").textContent = pause.reason;
    this.querySelector(".exam-pause__since").textContent = timeOfDay(new Date(pause.since), page.zone);
    session.stopwatch.pause();
    for (const dialog of document.querySelectorAll("dialog[open]")) dialog.close();
  }

  uncover() {
    if (document.visibilityState === "visible") session.stopwatch.resume();
    if (session.view !== "ending") announce("The exam goes on.");
  }
}

customElements.define("exam-pause", ExamPause);

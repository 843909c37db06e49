/* <exam-forget>: on pages for people who are signed out. Removes the copies of running
   exams that were kept for a reload; answers not yet sent stay until their owner is back. */
import { forgetPages } from "lib/offline";

class ExamForget extends HTMLElement {
  connectedCallback() {
    forgetPages();
  }
}

customElements.define("exam-forget", ExamForget);

/* <exam-forget person>: on every page outside an exam. Removes the copies of running exams
   that were kept for a reload, except those of the person who is signed in; answers not
   yet sent stay until their owner is back. */
import { forgetPages } from "lib/offline";

class ExamForget extends HTMLElement {
  connectedCallback() {
    forgetPages(this.getAttribute("person"));
  }
}

customElements.define("exam-forget", ExamForget);

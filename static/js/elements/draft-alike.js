/* <draft-alike address="…">: asks which questions look like the draft, when it was saved
   and the writer rests. */
import { fromServer, listeners } from "lib/dom";

const REST_MS = 1500;

class DraftAlike extends HTMLElement {
  connectedCallback() {
    this.on = listeners();
    this.on(document, "draft-saved", () => this.later());
    this.later();
  }

  disconnectedCallback() {
    clearTimeout(this.timer);
    this.on.end();
  }

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), REST_MS);
  }

  async ask() {
    try {
      const response = await fetch(`${this.getAttribute("address")}?part=1`, { redirect: "error" });
      if (response.ok) this.replaceChildren(fromServer(await response.text()));
    } catch {
      /* The link that stands here does the same. */
    }
  }
}

customElements.define("draft-alike", DraftAlike);

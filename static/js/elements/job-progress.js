/* <job-progress src="…">: asks how far a job is, and opens its page anew at the end. */
import { fromServer } from "lib/dom";

const PAUSE = 1000;

class JobProgress extends HTMLElement {
  connectedCallback() {
    this.timer = setTimeout(() => this.look(), PAUSE);
  }

  disconnectedCallback() {
    clearTimeout(this.timer);
  }

  get isRunning() {
    return this.querySelector("[data-state]")?.dataset.state === "running";
  }

  async look() {
    try {
      const response = await fetch(this.getAttribute("src"), { headers: { Accept: "text/html" } });
      if (response.ok) this.replaceChildren(fromServer(await response.text()));
    } catch {
      // Offline for a moment: the next look tells.
    }
    if (!this.isConnected) return;
    if (this.isRunning) this.timer = setTimeout(() => this.look(), PAUSE);
    else location.reload();
  }
}

customElements.define("job-progress", JobProgress);

/* <menu-closer>: closes the <details> inside it on Escape, and when a click or the focus
   goes elsewhere. */
class MenuCloser extends HTMLElement {
  connectedCallback() {
    this.listening = new AbortController();
    const { signal } = this.listening;
    document.addEventListener("click", (event) => this.closeOutside(event), { signal });
    document.addEventListener("focusin", (event) => this.closeOutside(event), { signal });
    document.addEventListener("keydown", (event) => this.closeOnEscape(event), { signal });
  }

  disconnectedCallback() {
    this.listening.abort();
  }

  get menu() {
    return this.querySelector("details");
  }

  closeOutside(event) {
    if (this.menu?.open && !this.contains(event.target)) this.menu.open = false;
  }

  closeOnEscape(event) {
    if (event.key !== "Escape" || !this.menu?.open) return;
    this.menu.open = false;
    this.menu.querySelector("summary").focus();
  }
}

customElements.define("menu-closer", MenuCloser);

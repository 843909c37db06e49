/* <theme-choice>: light, dark or the system's. Kept in a cookie, so that the server
   writes the choice into <html> and no page flashes. */
const YEAR_SECONDS = 31_536_000;
const CHOICES = [
  ["", "System"],
  ["light", "Light"],
  ["dark", "Dark"],
];

class ThemeChoice extends HTMLElement {
  connectedCallback() {
    if (!this.select) this.build();
    this.hidden = false;
    this.onChange = () => this.choose(this.select.value);
    this.select.addEventListener("change", this.onChange);
  }

  disconnectedCallback() {
    this.select.removeEventListener("change", this.onChange);
  }

  build() {
    const label = document.createElement("label");
    const words = document.createElement("span");
    words.textContent = "Colours";
    this.select = document.createElement("select");
    for (const [value, text] of CHOICES) this.select.append(new Option(text, value));
    this.select.value = document.documentElement.dataset.theme ?? "";
    label.append(words, this.select);
    this.append(label);
  }

  choose(theme) {
    if (theme) document.documentElement.dataset.theme = theme;
    else delete document.documentElement.dataset.theme;
    const age = theme ? YEAR_SECONDS : 0;
    document.cookie = `theme=${theme}; path=/; max-age=${age}; samesite=lax`;
  }
}

customElements.define("theme-choice", ThemeChoice);

/* <question-filter>: narrows the list of a result by what was wrong, flagged, changed,
   slow or of a domain. The choice stands in the address, so that "back" returns to it. */
class QuestionFilter extends HTMLElement {
  connectedCallback() {
    this.buttons = [...this.querySelectorAll("[data-show]")];
    this.rows = [...this.querySelectorAll("[data-kinds]")];
    this.onClick = (event) => this.press(event.target.closest("[data-show]"));
    this.addEventListener("click", this.onClick);
    for (const button of this.buttons) this.count(button);
    this.part("filters").hidden = false;
    this.show(this.wanted());
  }

  disconnectedCallback() {
    this.removeEventListener("click", this.onClick);
  }

  /* What the address says; else what was wrong, for that is what people come for. */
  wanted() {
    const asked = new URLSearchParams(location.search).get("show");
    const fallback = this.fitting("wrong").length ? "wrong" : "all";
    const named = (show) => this.buttons.find((button) => button.dataset.show === show);
    return named(asked) ?? named(fallback);
  }

  part(name) {
    return this.querySelector(`[data-part="${name}"]`);
  }

  fitting(show) {
    if (show === "all") return this.rows;
    return this.rows.filter((row) => row.dataset.kinds.split(" ").includes(show));
  }

  count(button) {
    if (button.querySelector("span")) return;
    const count = document.createElement("span");
    count.className = "filters__count";
    count.textContent = this.fitting(button.dataset.show).length;
    button.append(count);
  }

  press(button) {
    if (!button) return;
    this.show(button);
    const address = new URL(location);
    address.searchParams.set("show", button.dataset.show);
    history.replaceState(null, "", address);
  }

  show(chosen) {
    const fitting = new Set(this.fitting(chosen.dataset.show));
    for (const row of this.rows) row.hidden = !fitting.has(row);
    for (const button of this.buttons) button.setAttribute("aria-pressed", button === chosen);
    this.part("count").textContent = `${fitting.size} of ${this.rows.length} questions`;
    this.part("none").hidden = fitting.size > 0;
    this.querySelector("ol").hidden = fitting.size === 0;
  }
}

customElements.define("question-filter", QuestionFilter);

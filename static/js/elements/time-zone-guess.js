/* <time-zone-guess field="id">: chooses the zone of this device in that select, unless
   somebody has chosen one. Without it the person does. */
const NOT_CHOSEN = "UTC";

class TimeZoneGuess extends HTMLElement {
  connectedCallback() {
    const select = document.getElementById(this.getAttribute("field"));
    const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
    const isThere = [...select.options].some(({ value }) => value === timeZone);
    if (isThere && select.value === NOT_CHOSEN) select.value = timeZone;
  }
}

customElements.define("time-zone-guess", TimeZoneGuess);

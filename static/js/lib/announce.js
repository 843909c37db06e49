/* One polite voice for screen readers: what is shown in passing is said here once. */
let region = null;

export function announce(text) {
  region ??= build();
  region.textContent = "";
  // A change that is seen as one: the same words twice are said twice.
  setTimeout(() => (region.textContent = text), 50);
}

function build() {
  const element = document.createElement("p");
  element.className = "visually-hidden";
  element.setAttribute("role", "status");
  document.querySelector("main").append(element);
  return element;
}

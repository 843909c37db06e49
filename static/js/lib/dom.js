/* Building small pieces of the page. */

export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== false) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children);
  return element;
}

/* HTML of the server's own (rendered and cleaned there), never of anybody else. */
export function fromServer(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  return template.content;
}

/* Listeners that end together: `const on = listeners(); on(target, "event", f); on.end()`. */
export function listeners() {
  const controller = new AbortController();
  const on = (target, type, listen) => target.addEventListener(type, listen, { signal: controller.signal });
  on.end = () => controller.abort();
  return on;
}

/* Keys and shortcuts stay away while somebody types or chooses from a list. */
export function isTyping(target) {
  const typed = "input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable]";
  return target instanceof Element && target.matches(typed);
}

/* After a draft changed its shape: where to go on, what to say; and what to show when
   somebody else saved meanwhile. A button's value is “verb-part-number”. */
import { make } from "lib/dom";

const MOVES = { up: -1, down: 1 };
const DONE = { add: "Added.", remove: "Removed.", up: "Moved up.", down: "Moved down." };

export const NOT_SAVED = {
  away: "Not saved: no connection. It is tried again.",
  "signed-out": "Not saved: you are signed out. Sign in in another tab.",
  refused: "Not saved. Copy your text, and reload this page.",
};

const verbOf = (value) => (value ?? "").split("-")[0];

/* The text of the part that was moved, else of the last one. */
export function placeAfter(value, partsOf) {
  const [verb, part, number] = (value ?? "").split("-");
  const parts = part ? partsOf(part) : [];
  const wanted = String(Number(number) + (MOVES[verb] ?? 0));
  const place = parts.find((one) => one.dataset[part] === wanted) ?? parts.at(-1);
  return place?.querySelector("textarea");
}

export const done = (value) => DONE[verbOf(value)] ?? "Changed.";

export function conflictNotice({ who, merge }) {
  const link = make("a", { href: merge }, "Compare and merge");
  const words = make("p", {}, `${who} saved this draft while you wrote. Both texts are kept. `, link);
  return make("div", { class: "notice", "data-tone": "warning", role: "alert" }, words);
}

/* What an option can belong to is told in the words that stand there now. */
export function renameTarget({ target }) {
  const [, number] = /^target-(\d+)$/.exec(target.name) ?? [];
  if (!number) return;
  for (const option of target.form.querySelectorAll(`[name$="-match"] > [value="${number}"]`)) {
    option.textContent = `${Number(number) + 1}. ${target.value}`;
  }
}

/* Alt and an arrow move the option one is in. */
export function moveByKey(event) {
  const step = { ArrowUp: "up", ArrowDown: "down" }[event.key];
  const option = event.target.closest("[data-option]");
  if (!event.altKey || !step || !option) return;
  event.preventDefault();
  option.querySelector(`[value^="${step}-option"]:not(:disabled)`)?.click();
}

/* What the server says to a batch of operations, and what follows from it. */
import { session } from "lib/session";

export function hear({ data, at, verdicts }, lose) {
  session.setTime(data, at);
  const goesOn = data.state === "running" && (data.paused || data.remaining_ms !== 0);
  for (const row of verdicts) judge(row, goesOn);
  const isFenced = verdicts.some((row) => row.verdict === "fenced");
  if (session.mode !== "reading" && (isFenced || data.epoch > session.epoch)) lose("device");
  if (data.state !== "running") session.dispatchEvent(new Event("closed"));
}

function judge({ verdict, detail, operation }, goesOn) {
  const { position, response, epoch, seq } = operation;
  const shown = session.answer(position);
  const isShown = shown.epoch === epoch && shown.seq === seq;
  if (verdict === "fenced" && response !== null) session.lost.set(position, operation);
  if (verdict === "late" && goesOn) sayLater(position, isShown);
  else if (verdict === "late") session.lateCount += 1;
  if (verdict === "invalid" && isShown) {
    session.drop(position);
    session.dispatchEvent(new CustomEvent("refusal", { detail: { position, detail } }));
  }
}

/* It came in a pause. What is still shown is said again, as new, when the exam goes on. */
function sayLater(position, isShown) {
  session.queue.isPaused = session.pause !== null;
  if (isShown && session.mode !== "reading") session.touch(position);
}

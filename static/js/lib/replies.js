/* What the server says to a batch of operations, and what follows from it. */
import { session } from "lib/session";

export function hear({ data, at, verdicts }, lose) {
  session.setTime(data, at);
  for (const row of verdicts) judge(row);
  const isFenced = verdicts.some((row) => row.verdict === "fenced");
  if (session.mode !== "reading" && (isFenced || data.epoch > session.epoch)) lose("device");
  if (data.state !== "running") session.dispatchEvent(new Event("closed"));
}

function judge({ verdict, detail, operation }) {
  const { position, response, epoch, seq } = operation;
  const shown = session.answer(position);
  const isShown = shown.epoch === epoch && shown.seq === seq;
  if (verdict === "fenced" && response !== null) session.lost.set(position, operation);
  if (verdict === "late") session.lateCount += 1;
  if (verdict === "invalid" && isShown) {
    session.drop(position);
    session.dispatchEvent(new CustomEvent("refusal", { detail: { position, detail } }));
  }
}

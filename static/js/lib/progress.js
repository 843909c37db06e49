/* How far the person is, in words. */
import { session } from "lib/session";

const positions = () => Array.from({ length: session.page.total }, (_, index) => index + 1);

export const unanswered = () => positions().filter((position) => !session.isAnswered(position));
export const flagged = () => positions().filter((position) => session.isFlagged(position));

export function stateWords(position) {
  const words = [session.isAnswered(position) ? "Answered" : "Not answered"];
  if (session.isFlagged(position)) words.push("flagged");
  return words.join(", ");
}

export function countWords() {
  const { total } = session.page;
  const open = unanswered().length;
  const answered = open ? `${total - open} of ${total} answered, ${open} not answered` : `All ${total} answered`;
  return `${answered}, ${flagged().length || "none"} flagged.`;
}

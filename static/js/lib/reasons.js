/* The key and the reasons of one checked question, put where they belong. */
import { fromServer, make } from "lib/dom";

export function reveal(question, row) {
  for (const option of row.options) placeOf(question, row.kind, option.id)?.append(reason(row, option));
  const body = question.querySelector(".exam-check");
  if (row.kind === "ordering") body.append(rightOrder(row));
  if (row.references.length) body.append(references(row.references));
}

function placeOf(question, kind, id) {
  if (kind === "ordering") return question.querySelector(`li[data-option="${id}"]`);
  if (kind === "matching") return question.querySelector(`[data-option="${id}"]`)?.closest("li");
  return question.querySelector(`input[value="${id}"]`)?.closest("li");
}

function reason(row, option) {
  const box = make("div", { class: "exam-reason prose" });
  const marks = make("p", { class: "exam-reason__marks" }, ...words(row, option));
  if (marks.childNodes.length) box.append(marks);
  box.append(fromServer(option.why_html));
  if (option.right_if_html) {
    box.append(make("p", { class: "exam-reason__if" }, "It would be right if:"), fromServer(option.right_if_html));
  }
  return box;
}

function words(row, option) {
  if (row.kind === "matching") return [badge(`Right: ${targetName(row, option.id)}`, "accent")];
  if (row.kind === "ordering") return [badge(`Right place: ${row.key.indexOf(option.id) + 1}`, "accent")];
  if (option.correct) return [badge(option.chosen ? "Right, and your answer" : "Right answer", "correct")];
  return option.chosen ? [badge("Your answer, wrong", "wrong")] : [];
}

/* Targets are not in the row of the result: their names stand in the select boxes. */
function targetName(row, id) {
  const choice = document.querySelector(`select[data-option="${id}"] option[value="${row.key[id]}"]`);
  return choice?.textContent ?? "";
}

function rightOrder(row) {
  const html = new Map(row.options.map((option) => [option.id, option.html]));
  const items = row.key.map((id) => make("li", {}, fromServer(html.get(id))));
  return make("div", { class: "prose" }, make("p", {}, make("b", {}, "The right order")), make("ol", {}, ...items));
}

function references(addresses) {
  const link = (address) =>
    make("li", {}, make("a", { href: address, target: "_blank", rel: "noopener" }, address.replace(/^https:../, "")));
  return make("div", { class: "exam-reason__more" }, make("p", {}, make("b", {}, "Read more in the AWS documentation")), make("ul", {}, ...addresses.map(link)));
}

function badge(words, tone) {
  return make("span", { class: "badge", "data-tone": tone }, words);
}

"""One item of QTI 2.x or 3.0 as a neutral item. Names of 3.0 are read as those of 2."""

from typing import Any

from questions.exchange.items import (
    ORDERING,
    SINGLE,
    Choice,
    Item,
    Refused,
    Unsupported,
)
from questions.exchange.qti.bodies import Body
from questions.exchange.qti.keys import (
    Budget,
    Outcome,
    Weights,
    equal_weights,
    mapped_weights,
    multiple_weights,
    single_weights,
    spread_feedback,
)
from questions.exchange.qti.pairing import fill_associate, fill_match
from questions.exchange.qti.scoring2 import (
    Declaration,
    Interpreter,
    declaration_of,
)
from questions.exchange.settling import check_count, settle_choice
from questions.exchange.xmltree import Node

FEEDBACK = {"feedbackInline", "feedbackBlock", "modalFeedback"}
RUBRIC = "rubricBlock"
NOT_SHOWN = FEEDBACK | {RUBRIC, "templateInline", "templateBlock", "stylesheet"}
MAP_RESPONSE = "map_response"
INTERACTION = "Interaction"


def item_of(node: Node, ref: str, body: Body, budget: Budget) -> Item:
    """Raises Unsupported for other kinds, Refused for what is broken."""
    inside = node.first("itemBody")
    if inside is None:
        raise Refused("the item has no <itemBody>", node.line)
    found = [part for part in inside.walk() if part.tag.endswith(INTERACTION)]
    kinds = [part.tag for part in found if part.tag != "endAttemptInteraction"]
    if not kinds:
        raise Unsupported("description", "a text without a question")
    if len(kinds) > 1:
        what = kinds[0] if len(set(kinds)) == 1 else "composite"
        raise Unsupported(what, "it asks several things at once")
    if node.first("templateProcessing"):
        raise Unsupported("template", "a computed question; write it as a generator")
    asked = next(part for part in found if part.tag == kinds[0])
    reading = _Reading(node, inside, asked, body, budget)
    item = Item(ref, SINGLE, "", line=node.line)
    reading.fill(item)
    body.finish(item)
    return item


class _Reading:
    """One item with one interaction."""

    def __init__(
        self, node: Node, inside: Node, asked: Node, body: Body, budget: Budget
    ) -> None:
        self.node, self.inside, self.asked = node, inside, asked
        self.body, self.budget = body, budget
        declarations = node.all("responseDeclaration", "outcomeDeclaration")
        found = [declaration_of(one) for one in declarations]
        self.declared = {one.name: one for one in found}
        name = asked.get("responseIdentifier")
        self.response = self.declared.get(name) or Declaration(name, "", "")
        self.rules = node.first("responseProcessing")

    def fill(self, item: Item) -> None:
        check_count(self.asked.find("simpleChoice", "simpleAssociableChoice")[::2])
        item.stem = self._stem()
        kind = self.asked.tag
        if kind == "choiceInteraction":
            self._choice(item)
        elif kind == "orderInteraction":
            self._order(item)
        elif kind == "matchInteraction":
            fill_match(item, self.asked, self.response, self.body)
        elif kind == "associateInteraction":
            fill_associate(item, self.asked, self.response, self.body)
        else:
            raise Unsupported(kind, "this kind has no equal here")

    def _stem(self) -> str:
        for rubric in self.inside.find(RUBRIC):
            if "candidate" in rubric.get("view").split():
                rubric.tag = "div"  # instructions, and no secret of the scorers
        around = self.body.inner(self.inside, NOT_SHOWN | {self.asked.tag})
        prompt = self.asked.first("prompt")
        asked = self.body.inner(prompt, NOT_SHOWN) if prompt else ""
        shared = self.body.shared(self.node, self.budget)
        return "\n\n".join(part for part in (*shared, around, asked) if part)

    # --- choice

    def _choice(self, item: Item) -> None:
        choices = {c.get("identifier"): c for c in self.asked.find("simpleChoice")}
        if len(choices) < 2:  # REASON: one option is no choice
            raise Refused("the item has fewer than two options", self.asked.line)
        ids = list(choices)
        is_single = self._is_single()
        weights = self._weights(ids, is_single=is_single)
        item.options = [
            Choice(self.body.inner(choices[id_], NOT_SHOWN), weight=weight)
            for id_, weight in ((id_, weights.by_id.get(id_, 0.0)) for id_ in ids)
        ]
        kind, is_whole = self.asked.tag, weights.is_whole
        settle_choice(item, is_single=is_single, source_kind=kind, is_whole=is_whole)
        self._mark_key(item, ids, is_single=is_single)
        self._feedback(item, choices)

    def _is_single(self) -> bool:
        if self.response.cardinality == "single":
            return True
        is_one = self.asked.get("maxChoices") == "1"
        return (
            is_one and len(self.response.correct) < 2
        )  # REASON: several keys are several

    def _weights(self, ids: list[str], *, is_single: bool) -> Weights:
        """From the item's own scoring or its mapping; else equal parts of the key."""
        correct = [id_ for id_ in ids if id_ in self.response.correct]
        try:
            weights = self._scored(ids, is_single=is_single)
        except Unsupported:
            # The key is told all the same: only its points are unknown.
            if not correct:
                raise
            weights = None
        if weights is None and not correct:
            raise Unsupported(self.asked.tag, "no option is marked as right; mark one")
        return weights or equal_weights(correct)

    def _scored(self, ids: list[str], *, is_single: bool) -> Weights | None:
        """None when only the declared answer counts."""
        if self.rules is not None and self.rules.children:
            weigh = single_weights if is_single else multiple_weights
            return weigh(ids, lambda chosen: _points(self._run(chosen)))
        mapping = self.response.mapping
        is_mapped = self.rules is None or self._template() == MAP_RESPONSE
        if mapping is None or not mapping.points or not is_mapped:
            return None
        points, default = mapping.points, mapping.default
        return mapped_weights(ids, points, default, is_single=is_single)

    def _mark_key(self, item: Item, ids: list[str], *, is_single: bool) -> None:
        """The declared answer is the key, also where near misses earn something."""
        correct = set(self.response.correct) & set(ids)
        if not correct or {ids[index] for index in item.key} == correct:
            return
        if item.kind == SINGLE and len(correct) > 1:
            return
        if is_single and len(correct) == 1:
            item.kind = SINGLE
        for id_, option in zip(ids, item.options, strict=True):
            option.is_correct = id_ in correct
        item.warnings.append(
            "its scoring and its declared answer differ; check the key"
        )

    def _template(self) -> str:
        """The last part of a standard template's address, empty when it has rules."""
        if self.rules is None or self.rules.children:
            return ""
        address = self.rules.get("template") or self.rules.get("templateLocation")
        return address.rpartition("/")[2].removesuffix(".xml").lower()

    def _run(self, chosen: frozenset[str]) -> dict[str, Any]:
        assert self.rules is not None  # noqa: S101  # REASON: asked for only when there are rules
        runner = Interpreter(self.rules, self.declared, self.budget)
        return runner.run({self.response.name: sorted(chosen)})

    # --- feedback

    def _feedback(self, item: Item, choices: dict[str, Node]) -> None:
        """Inline remarks of a choice, then modal ones that its outcome shows."""
        ids = list(choices)
        key = [ids[index] for index in item.key]
        modal = {str(n): one for n, one in enumerate(self.node.all("modalFeedback"))}
        by_option, general = spread_feedback(
            ids, key, lambda chosen: Outcome(shown=self._shown(chosen, modal))
        )
        texts = {name: self.body.inner(one) for name, one in modal.items()}
        for id_, option in zip(ids, item.options, strict=True):
            inline = choices[id_].find("feedbackInline", "feedbackBlock")
            said = [self.body.inner(one) for one in inline]
            said += [texts[name] for name in by_option[id_]]
            option.feedback = "\n\n".join(text for text in said if text)
        item.feedback = "\n\n".join(texts[name] for name in general)

    def _shown(self, chosen: frozenset[str], modal: dict[str, Node]) -> list[str]:
        if not modal:
            return []
        values: dict[str, Any] = {self.response.name: sorted(chosen)}
        if self.rules is not None and self.rules.children:
            try:
                values |= self._run(chosen)
            except Unsupported:
                return []
        return [name for name, one in modal.items() if _is_shown(one, values)]

    # --- ordering

    def _order(self, item: Item) -> None:
        item.kind = ORDERING
        steps = {c.get("identifier"): c for c in self.asked.find("simpleChoice")}
        order = self.response.correct
        if not order:
            raise Unsupported(self.asked.tag, "no order is declared as right")
        if sorted(order) != sorted(steps):
            raise Unsupported(self.asked.tag, "only some of its steps are ordered")
        if len(order) < 2:  # REASON: one step has no order
            raise Refused("the item has fewer than two steps", self.asked.line)
        item.options = [Choice(self.body.inner(steps[id_], NOT_SHOWN)) for id_ in order]


def _is_shown(feedback: Node, values: dict[str, Any]) -> bool:
    value = values.get(feedback.get("outcomeIdentifier"))
    held = value if isinstance(value, list) else [value]
    is_held = feedback.get("identifier") in [str(one) for one in held]
    return is_held if feedback.get("showHide", "show") == "show" else not is_held


def _points(values: dict[str, Any]) -> float:
    """SCORE, else the only number that the rules set."""
    for name, value in values.items():
        if name.upper() == "SCORE" and isinstance(value, float | int):
            return float(value)
    numbers = [v for v in values.values() if type(v) in (float, int)]
    return float(numbers[0]) if len(numbers) == 1 else 0.0

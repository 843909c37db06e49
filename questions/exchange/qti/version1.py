"""One <item> of QTI 1.2 as a neutral item: choice, ordering, matching."""

import re
from collections.abc import Iterable

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
    multiple_weights,
    single_weights,
    spread_feedback,
)
from questions.exchange.qti.matching1 import fill_groups, fill_matching, lead
from questions.exchange.qti.scoring1 import (
    Answers,
    Processing,
    points_of,
    tested,
)
from questions.exchange.settling import check_count, settle_choice
from questions.exchange.texts import clean
from questions.exchange.xmltree import Node

INDEX = re.compile(r"[0-9]{1,5}")
OTHER_RESPONSES = {"response_str", "response_num", "response_xy"}
CHOICES = {"response_lid", "response_grp"}
KIND_LABELS = {"question_type", "qmd_itemtype", "cc_profile", "qmd_responsetype"}
KIND_LABELS |= {"qmd_questiontype"}
FIELDS = ("qtimetadatafield", "qti_metadatafield")  # the second is Brightspace's
KIND_ELEMENTS = ("bbmd_questiontype", "qmd_itemtype")
TOLD_REASONS = {  # by what a system calls the kind
    "essay": "an essay has no key",
    "long answer": "an essay has no key",
    "calculated": "a computed question; write it as a generator",
    "numer": "a number has to be typed in",
    "upload": "a file has to be handed in",
}
GAPS = {  # what Canvas writes as if it were matching
    "fill_in_multiple_blanks_question",
    "multiple_dropdowns_question",
}
REASONS = {
    "response_str": "a text has to be typed in",
    "response_num": "a number has to be typed in",
    "response_xy": "a place on a picture has to be found",
    "description": "a text without a question",
}


def item_of(node: Node, ref: str, body: Body, budget: Budget) -> Item:
    """Raises Unsupported for other kinds, Refused for what is broken."""
    presentation = node.first("presentation")
    if presentation is None:
        raise Refused("the item has no <presentation>", node.line)
    responses = presentation.find(*CHOICES)
    others = presentation.find(*OTHER_RESPONSES)
    if others or not responses:
        raise _unsupported(node, others)
    kind = _told_kind(node)
    if kind in GAPS:
        raise Unsupported(kind, "gaps inside a text")
    item = Item(ref, SINGLE, "", line=node.line)
    item.tags = _tags(node)
    ident = {response.get("ident") for response in responses if _is_single(response)}
    processing = Processing(node.first("resprocessing"), budget, frozenset(ident))
    is_one = len(responses) == 1
    item.stem = body.materials(_around(node), lead(responses[0]) if is_one else [])
    if not is_one:
        fill_matching(item, kind, presentation, processing, body)
    elif responses[0].tag == "response_grp":
        fill_groups(item, node, responses[0], body)
    elif responses[0].get("rcardinality").lower() == "ordered":
        _fill_ordering(item, node, responses[0], body)
    else:
        _fill_choice(item, node, responses[0], processing, body)
    body.finish(item)
    return item


def _unsupported(node: Node, others: list[Node]) -> Unsupported:
    kind = _told_kind(node)
    words = kind.lower().replace("_", " ")
    reasons = (reason for name, reason in TOLD_REASONS.items() if name in words)
    tag = others[0].tag if others else "description"
    return Unsupported(kind or tag, next(reasons, REASONS[tag]))


def _told_kind(node: Node) -> str:
    for field in node.find(*FIELDS):
        if field.words("fieldlabel").lower() in KIND_LABELS:
            return clean(field.words("fieldentry"))[:60]
    told = (node.words("itemmetadata", name) for name in KIND_ELEMENTS)
    return clean(next(filter(None, told), ""))[:60]


def _tags(node: Node) -> list[str]:
    """Keywords and topics; other metadata is of no use here."""
    found = []
    for field in node.find(*FIELDS):
        label = field.words("fieldlabel").lower()
        if label in {"qmd_keywords", "keywords", "keyword", "tags", "qmd_topic"}:
            found += field.words("fieldentry").split(",")
    return list(dict.fromkeys(tag for one in found if (tag := clean(one))))


def _is_single(response: Node) -> bool:
    return response.get("rcardinality", "Single").lower() in {"single", ""}


def _labels(response: Node) -> dict[str, Node]:
    labels = {label.get("ident"): label for label in response.find("response_label")}
    check_count(list(labels))
    if len(labels) < 2:  # REASON: one option is no choice
        raise Refused("the item has fewer than two options", response.line)
    return labels


# --- Choice -----------------------------------------------------------------


def _fill_choice(
    item: Item, node: Node, response: Node, processing: Processing, body: Body
) -> None:
    labels, ident = _labels(response), response.get("ident")

    def answers(chosen: frozenset[str]) -> Answers:
        return {ident: chosen}

    is_single = _is_single(response)
    weigh = single_weights if is_single else multiple_weights
    weights = weigh(list(labels), lambda s: processing.outcome(answers(s)).score)
    item.options = [
        Choice(body.materials([label]), weight=weights.by_id[id_])
        for id_, label in labels.items()
    ]
    is_whole = weights.is_whole
    settle_choice(item, is_single=is_single, source_kind="choice", is_whole=is_whole)
    ids = list(labels)
    key = [ids[index] for index in item.key]
    by_option, general = spread_feedback(
        ids, key, lambda s: processing.outcome(answers(s))
    )
    texts = _feedbacks(node)
    for option, id_ in zip(item.options, ids, strict=True):
        option.feedback = _said(by_option[id_], texts, body)
    item.feedback = _said(general, texts, body)


def _feedbacks(node: Node) -> dict[str, Node]:
    return {f.get("ident"): f for f in node.all("itemfeedback")}


def _said(names: Iterable[str], texts: dict[str, Node], body: Body) -> str:
    found = [body.materials([texts[name]]) for name in names if name in texts]
    return "\n\n".join(text for text in found if text)


def _around(node: Node) -> list[Node]:
    """The materials of the presentation that stand outside of its responses."""
    flows = node.find("flow")
    blocks = [flow for flow in flows if flow.get("class") == "QUESTION_BLOCK"]
    shown = next(iter(blocks), node.first("presentation"))  # Blackboard marks it
    return shown.outermost({"material"}, CHOICES) if shown else []


# --- Ordering ---------------------------------------------------------------


def _fill_ordering(item: Item, node: Node, response: Node, body: Body) -> None:
    """The order is that of the best condition that names every step once."""
    item.kind = ORDERING
    labels = _labels(response)
    order = _best_order(node, set(labels))
    if not order:
        raise Unsupported("ordering", "its scoring names no whole order")
    item.options = [Choice(body.materials([labels[id_]])) for id_ in order]


def _best_order(node: Node, ids: set[str]) -> list[str]:
    """Of one condition for the whole order, else of one for each place."""
    best, order = 0.0, list[str]()
    each: list[tuple[str, str]] = []
    for condition in node.find("respcondition"):
        told = [
            (test.get("index") or str(place), tested(test))
            for place, test in enumerate(condition.find("varequal"))
        ]
        points = points_of(condition)
        if len(told) == 1 and points > 0:
            each += told
        if _names_all(told, ids) and points > best:
            best, order = points, _by_index(told)
    places = {place for place, _ in each}
    is_told = _names_all(each, ids) and len(places) == len(each)
    return order or (_by_index(each) if is_told else [])


def _names_all(told: list[tuple[str, str]], ids: set[str]) -> bool:
    return {id_ for _, id_ in told} == ids and len(told) == len(ids)


def _by_index(told: list[tuple[str, str]]) -> list[str]:
    indexes = [int(i) if INDEX.fullmatch(i) else 0 for i, _ in told]
    return [id_ for _, (_, id_) in sorted(zip(indexes, told, strict=True))]

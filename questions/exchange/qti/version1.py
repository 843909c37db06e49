"""One <item> of QTI 1.2 as a neutral item: choice, ordering, matching."""

import re
from collections.abc import Iterable

from questions.exchange.items import (
    MATCHING,
    ORDERING,
    SINGLE,
    Choice,
    Item,
    Pair,
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
from questions.exchange.qti.scoring1 import Answers, Processing, number_of
from questions.exchange.settling import check_count, settle_choice
from questions.exchange.texts import clean
from questions.exchange.xmltree import Node

INDEX = re.compile(r"[0-9]{1,5}")
OTHER_RESPONSES = {"response_str", "response_num", "response_xy", "response_grp"}
KIND_LABELS = {"question_type", "qmd_itemtype", "cc_profile", "qmd_responsetype"}
GAPS = {  # what Canvas writes as if it were matching
    "fill_in_multiple_blanks_question",
    "multiple_dropdowns_question",
}
REASONS = {
    "response_str": "a text has to be typed in",
    "response_num": "a number has to be typed in",
    "response_xy": "a place on a picture has to be found",
    "response_grp": "groups have to be made",
}


def item_of(node: Node, ref: str, body: Body, budget: Budget) -> Item:
    """Raises Unsupported for other kinds, Refused for what is broken."""
    presentation = node.first("presentation")
    if presentation is None:
        raise Refused("the item has no <presentation>", node.line)
    responses = presentation.find("response_lid")
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
    if len(responses) > 1:
        _fill_matching(item, node, responses, processing, body)
    elif responses[0].get("rcardinality").lower() == "ordered":
        _fill_ordering(item, node, responses[0], body)
    else:
        _fill_choice(item, node, responses[0], processing, body)
    body.finish(item)
    return item


def _unsupported(node: Node, others: list[Node]) -> Unsupported:
    kind = _told_kind(node)
    if others:
        tag = others[0].tag
        return Unsupported(kind or tag, REASONS[tag])
    if "essay" in kind:
        return Unsupported(kind, "an essay has no key")
    return Unsupported(kind or "description", "a text without a question")


def _told_kind(node: Node) -> str:
    for field in node.find("qtimetadatafield"):
        if field.words("fieldlabel").lower() in KIND_LABELS:
            return clean(field.words("fieldentry"))[:60]
    return clean(node.words("itemmetadata", "qmd_itemtype"))[:60]


def _tags(node: Node) -> list[str]:
    """Keywords and topics; other metadata is of no use here."""
    found = []
    for field in node.find("qtimetadatafield"):
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
    item.stem = body.materials(_around(node), _lead(response))

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
    presentation = node.first("presentation")
    return (
        presentation.outermost({"material"}, {"response_lid"}) if presentation else []
    )


def _lead(response: Node) -> list[Node]:
    return response.all("material", "material_ref", "flow_mat")


# --- Ordering ---------------------------------------------------------------


def _fill_ordering(item: Item, node: Node, response: Node, body: Body) -> None:
    """The order is that of the best condition that names every step once."""
    item.kind = ORDERING
    labels = _labels(response)
    item.stem = body.materials(_around(node), _lead(response))
    order = _best_order(node, set(labels))
    if not order:
        raise Unsupported("ordering", "its scoring names no whole order")
    item.options = [Choice(body.materials([labels[id_]])) for id_ in order]


def _best_order(node: Node, ids: set[str]) -> list[str]:
    best, order = 0.0, list[str]()
    for condition in node.find("respcondition"):
        told = [
            (test.get("index") or str(place), test.all_text().strip())
            for place, test in enumerate(condition.find("varequal"))
        ]
        points = sum(_points(setvar) for setvar in condition.all("setvar"))
        if {id_ for _, id_ in told} == ids and len(told) == len(ids) and points > best:
            indexes = [
                int(i) if INDEX.fullmatch(i) else 0 for i, _ in told
            ]  # REASON: a sane index
            best = points
            order = [id_ for _, (_, id_) in sorted(zip(indexes, told, strict=True))]
    return order


def _points(setvar: Node) -> float:
    return number_of(setvar.all_text())


# --- Matching ---------------------------------------------------------------


def _fill_matching(
    item: Item,
    node: Node,
    responses: list[Node],
    processing: Processing,
    body: Body,
) -> None:
    """One response for each prompt, all offering the same matches."""
    item.kind = MATCHING
    check_count(responses)
    for response in responses:
        check_count(response.find("response_label"))
    prompts = {r.get("ident"): body.materials(_lead(r)) for r in responses}
    # Canvas leaves empty lines of its form in the file.
    asked = [r for r in responses if prompts[r.get("ident")]]
    if len(asked) < 2:  # REASON: one prompt is no matching
        raise Unsupported(_told_kind(node) or "composite", "it asks several things")
    offered = _offered(asked, body)
    item.stem = body.materials(_around(node))
    used = set()
    for response in asked:
        match = _match_of(response, asked, processing, _labels_of(response))
        used.add(offered[match])
        item.pairs.append(Pair(prompts[response.get("ident")], offered[match]))
    rest = [text for text in dict.fromkeys(offered.values()) if text not in used]
    item.pairs += [Pair("", text) for text in rest if text]


def _labels_of(response: Node) -> list[str]:
    return [label.get("ident") for label in response.find("response_label")]


def _offered(responses: list[Node], body: Body) -> dict[str, str]:
    """Every match by its ident. Others ask several questions in one item."""
    texts: dict[str, str] = {}
    sets = []
    for response in responses:
        own = {
            label.get("ident"): body.materials([label])
            for label in response.find("response_label")
        }
        texts |= own
        sets.append(set(own.values()))
    shared = set.intersection(*sets)
    if len(shared) < 2:  # REASON: prompts share what they choose from
        raise Unsupported("composite", "it asks several things at once")
    return texts


def _match_of(
    response: Node, responses: list[Node], processing: Processing, labels: list[str]
) -> str:
    ident = response.get("ident")
    whole = _whole_key(processing, responses)
    if ident in whole and whole[ident] in labels:
        return whole[ident]
    scores = {
        label: processing.outcome({ident: frozenset([label])}).score for label in labels
    }
    best = max(scores, key=lambda label: scores[label])
    if scores[best] <= 0:
        raise Unsupported("matching", "a prompt has no right match")
    return best


def _whole_key(processing: Processing, responses: list[Node]) -> dict[str, str]:
    """The matches of a condition that names one for every prompt at once."""
    idents = {response.get("ident") for response in responses}
    for condition in processing.node.all("respcondition") if processing.node else []:
        tests = condition.find("varequal")
        told = {test.get("respident"): test.all_text().strip() for test in tests}
        points = sum(_points(setvar) for setvar in condition.all("setvar"))
        has_not = bool(condition.find("not", "or"))
        if (
            set(told) == idents
            and len(tests) == len(idents)
            and points > 0
            and not has_not
        ):
            return told
    return {}

"""Matching in QTI 1.2: a response for each prompt, or one response that makes pairs."""

import re
from itertools import chain, repeat

from questions.exchange.items import MATCHING, Item, Pair, Unsupported
from questions.exchange.qti.bodies import Body
from questions.exchange.qti.scoring1 import Processing, feedback_of, points_of, tested
from questions.exchange.settling import check_count
from questions.exchange.xmltree import Node

RESPONSE_GRP = "response_grp"
RESPONSES = ("response_lid", RESPONSE_GRP)
PARTING = re.compile(r"[\s,.;:|]+")  # “A,1”, as the specification writes a pair


def lead(response: Node) -> list[Node]:
    """The words of a response itself, before what it offers."""
    return response.all("material", "material_ref", "flow_mat")


# --- A response for each prompt ----------------------------------------------


def fill_matching(
    item: Item,
    told_kind: str,
    presentation: Node,
    processing: Processing,
    body: Body,
) -> None:
    """One response for each prompt, all offering the same matches."""
    item.kind = MATCHING
    responses = {_ident(r): r for r in presentation.find(*RESPONSES)}
    check_count(list(responses))
    for response in responses.values():
        check_count(response.find("response_label"))
    flows = _flows(presentation)
    prompts = {
        ident: body.materials(lead(r)) or body.materials(flows.get(ident, []))
        for ident, r in responses.items()
    }
    # Canvas leaves empty lines of its form in the file.
    asked = {ident: r for ident, r in responses.items() if prompts[ident]}
    if len(asked) < 2:  # REASON: one prompt is no matching
        raise Unsupported(told_kind or "composite", "it asks several things")
    offered = _offered(asked, _beside(presentation, body), body)
    for ident in asked:
        match = offered[ident][_match_of(ident, asked, processing)]
        item.pairs.append(Pair(prompts[ident], match))
    used = {pair.match for pair in item.pairs}
    texts = dict.fromkeys(text for own in offered.values() for text in own.values())
    item.pairs += [Pair("", text) for text in texts if text and text not in used]


def _ident(response: Node) -> str:
    return response.get("ident") or response.get("respident")


def _labels_of(response: Node) -> list[str]:
    return [label.get("ident") for label in response.find("response_label")]


def _flows(presentation: Node) -> dict[str, list[Node]]:
    """Blackboard puts a prompt and its response, these two alone, into a `flow`."""
    found = {}
    for flow in presentation.find("flow"):
        responses = flow.all(*RESPONSES)
        if len(responses) == 1:  # REASON: several share what stands around them
            found[_ident(responses[0])] = [flow]
    return found


def _beside(presentation: Node, body: Body) -> list[str]:
    """The matches where Blackboard lists them, in the order of empty labels."""
    for flow in presentation.find("flow"):
        if flow.get("class") == "RIGHT_MATCH_BLOCK":
            return [body.materials([one]) for one in flow.all("flow")]
    return []


def _offered(
    responses: dict[str, Node], beside: list[str], body: Body
) -> dict[str, dict[str, str]]:
    """The matches of each response by ident. Others ask several questions in one."""
    found: dict[str, dict[str, str]] = {}
    for name, response in responses.items():
        labels = response.find("response_label")
        listed = chain(beside, repeat(""))
        found[name] = {
            label.get("ident"): body.materials([label]) or told
            for label, told in zip(labels, listed, strict=False)
        }
    shared = set.intersection(*[set(own.values()) for own in found.values()])
    if len(shared) < 2:  # REASON: prompts share what they choose from
        raise Unsupported("composite", "it asks several things at once")
    return found


def _match_of(ident: str, responses: dict[str, Node], processing: Processing) -> str:
    labels = _labels_of(responses[ident])
    whole = _whole_key(processing, set(responses))
    if whole.get(ident) in labels:
        return whole[ident]
    scores = {
        label: processing.outcome({ident: frozenset([label])}).score for label in labels
    }
    best = max(scores, key=lambda label: scores[label])
    if scores[best] <= 0:
        raise Unsupported("matching", "a prompt has no right match")
    return best


def _whole_key(processing: Processing, idents: set[str]) -> dict[str, str]:
    """The matches of a condition that names one for every prompt at once.

    Else those of conditions that say “correct” where nothing gives points.
    """
    conditions = processing.node.all("respcondition") if processing.node else []
    said: dict[str, str] = {}
    for condition in conditions:
        tests = condition.find("varequal")
        told = {test.get("respident"): tested(test) for test in tests}
        if condition.find("not", "or"):
            continue
        is_whole = set(told) == idents and len(tests) == len(idents)
        if is_whole and points_of(condition) > 0:
            return told
        if "correct" in feedback_of(condition):
            said |= told
    return {} if any(points_of(one) > 0 for one in conditions) else said


# --- One response that makes pairs -------------------------------------------


def fill_groups(item: Item, node: Node, response: Node, body: Body) -> None:
    """Scoring names each pair, the prompt first: `<varsubset>A,1</varsubset>`."""
    item.kind = MATCHING
    labels = {label.get("ident"): label for label in response.find("response_label")}
    check_count(list(labels)[::2])
    pairs = _scored_pairs(node, set(labels))
    matches = {match for _, match in pairs}
    prompts = dict(pairs)
    if len(prompts) < 2 or len(prompts) < len(pairs) or matches & set(prompts):
        reason = "its scoring does not give each prompt one match"
        raise Unsupported(RESPONSE_GRP, reason)
    rest = [one for id_, one in labels.items() if id_ not in matches | set(prompts)]
    if any(label.get("match_group") for label in rest):
        raise Unsupported(RESPONSE_GRP, "a prompt has no right match")
    texts = {id_: body.materials([label]) for id_, label in labels.items()}
    # In the order in which the file shows the prompts.
    shown = [id_ for id_ in labels if id_ in prompts]
    item.pairs = [Pair(texts[id_], texts[prompts[id_]]) for id_ in shown]
    item.pairs += [Pair("", texts[label.get("ident")]) for label in rest]


def _scored_pairs(node: Node, known: set[str]) -> list[tuple[str, str]]:
    """Pairs of idents that earn something, each once."""
    found = []
    for condition in node.find("respcondition"):
        if points_of(condition) <= 0 or condition.find("not", "or"):
            continue
        for test in condition.find("varsubset", "varequal"):
            pair = tuple(PARTING.split(tested(test)))
            if len(pair) == 2 and set(pair) <= known:  # REASON: a pair
                found.append((pair[0], pair[1]))
    return list(dict.fromkeys(found))

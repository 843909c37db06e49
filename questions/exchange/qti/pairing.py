"""matchInteraction and associateInteraction as prompts and matches."""

from collections import Counter

from questions.exchange.items import MATCHING, Item, Pair, Unsupported
from questions.exchange.qti.bodies import Body
from questions.exchange.qti.scoring2 import Declaration
from questions.exchange.xmltree import Node

CHOICE = "simpleAssociableChoice"
REMARKS = {"feedbackInline", "feedbackBlock"}


def fill_match(item: Item, asked: Node, response: Declaration, body: Body) -> None:
    """The first set holds the prompts, unless only the second has one match each."""
    item.kind = MATCHING
    sets = [
        {choice.get("identifier"): choice for choice in one.all(CHOICE)}
        for one in asked.all("simpleMatchSet")
    ]
    if len(sets) != 2:  # REASON: rows and columns
        raise Unsupported(asked.tag, "it has no two sets")
    pairs = _directed(_pairs(asked, response), set(sets[0]))
    if _is_function(pairs, set(sets[0])):
        _write(item, pairs, (sets[0], sets[1]), body)
        return
    turned = [(match, prompt) for prompt, match in pairs]
    if not _is_function(turned, set(sets[1])):
        raise Unsupported(asked.tag, "a prompt has several matches, or none")
    _write(item, turned, (sets[1], sets[0]), body)


def fill_associate(item: Item, asked: Node, response: Declaration, body: Body) -> None:
    """Pairs without a direction: the one named first is the prompt."""
    item.kind = MATCHING
    choices = {choice.get("identifier"): choice for choice in asked.find(CHOICE)}
    pairs = [pair for pair in _pairs(asked, response) if set(pair) <= set(choices)]
    uses = Counter(id_ for pair in pairs for id_ in pair)
    if not pairs or max(uses.values()) > 1:
        raise Unsupported(asked.tag, "one of its things belongs to several others")
    prompts = {prompt: choices[prompt] for prompt, _ in pairs}
    rest = {id_: node for id_, node in choices.items() if id_ not in prompts}
    _write(item, pairs, (prompts, rest), body)


def _pairs(asked: Node, response: Declaration) -> list[tuple[str, str]]:
    """The declared answer, else the pairs that earn points."""
    told = response.correct
    if not told and response.mapping:
        told = [key for key, points in response.mapping.points.items() if points > 0]
    split = [one.split() for one in told]
    pairs = [(one[0], one[1]) for one in split if len(one) == 2]  # REASON: a pair
    if not pairs:
        raise Unsupported(asked.tag, "no pairs are declared as right")
    return list(dict.fromkeys(pairs))


def _directed(pairs: list[tuple[str, str]], prompts: set[str]) -> list[tuple[str, str]]:
    return [(a, b) if a in prompts else (b, a) for a, b in pairs]


def _is_function(pairs: list[tuple[str, str]], prompts: set[str]) -> bool:
    told = [prompt for prompt, _ in pairs]
    return len(set(told)) == len(told) and set(told) == prompts


def _write(
    item: Item,
    pairs: list[tuple[str, str]],
    sets: tuple[dict[str, Node], dict[str, Node]],
    body: Body,
) -> None:
    prompts, matches = sets
    if len(pairs) < 2:  # REASON: one pair is no choice
        raise Unsupported("match", "it has fewer than two pairs")
    by_prompt = dict(pairs)
    if not set(by_prompt.values()) <= set(matches):
        raise Unsupported("match", "its answer names something that is not there")
    item.pairs = [
        Pair(
            body.inner(prompts[id_], REMARKS),
            body.inner(matches[by_prompt[id_]], REMARKS),
        )
        for id_ in prompts
    ]
    used = set(by_prompt.values())
    item.pairs += [
        Pair("", body.inner(node, REMARKS))
        for id_, node in matches.items()
        if id_ not in used
    ]

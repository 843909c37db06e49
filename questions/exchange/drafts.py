"""Between neutral items and the manuscripts of our own questions."""

from dataclasses import asdict
from typing import Any

from questions.exchange.items import (
    MATCHING,
    ORDERING,
    SINGLE,
    Choice,
    Item,
    Pair,
)
from questions.exchange.settling import share_weights
from questions.manuscript import Option, Tags, Text
from questions.templating import TEMPLATE, template_of


def data_of(item: Item) -> dict[str, Any]:
    """The item as plain data, without its pictures."""
    return asdict(Item(**{**vars(item), "images": []}))


def item_from(data: dict[str, Any]) -> Item:
    """Back from `data_of`."""
    item = Item(**data)
    item.options = [Choice(**option) for option in data["options"]]
    item.pairs = [Pair(**pair) for pair in data["pairs"]]
    return item


def text_of_item(item: Item, scenario: str = "") -> Text:
    """What the editor will show. General feedback goes under the first right option."""
    options = _options(item)
    own = item.own
    return Text(
        kind=SINGLE if "template" in own else item.kind,
        stem=item.stem,
        options=_explained(options, item),
        targets=_targets(item),
        scenario=scenario,
        generator=TEMPLATE if "template" in own else own.get("generator", ""),
        evidence=tuple(own.get("evidence", ())),
        references=tuple(own.get("references", ())),
        template=template_of(own.get("template")),
    )


def tags_of_item(item: Item, topics: tuple[str, ...]) -> Tags:
    own = item.own
    tasks = {guide: tuple(codes) for guide, codes in own.get("tasks", {}).items()}
    return Tags(topics, tasks, own.get("difficulty", "medium"))


def item_of_text(ref: str, text: Text, tags: Tags) -> Item:
    """One of our questions for a writer; `own` says what only our formats hold."""
    item = Item(ref, text.kind, text.stem)
    if text.kind == MATCHING:
        item.pairs = [
            Pair(o.text, o.match, o.why, o.right_if, list(o.confuses))
            for o in text.options
        ]
        used = {pair.match for pair in item.pairs}
        item.pairs += [
            Pair("", target) for target in text.targets if target not in used
        ]
    else:
        item.options = [_choice(option) for option in text.options]
    if item.key:
        share_weights(item)
    item.own = _own(ref, text, tags)
    return item


def _choice(option: Option) -> Choice:
    return Choice(
        text=option.text,
        is_correct=option.is_correct,
        feedback=option.why,
        right_if=option.right_if,
        confuses=list(option.confuses),
    )


def _own(ref: str, text: Text, tags: Tags) -> dict[str, Any]:
    told = {
        "id": ref,
        "topics": list(tags.topics),
        "tasks": {guide: list(codes) for guide, codes in tags.tasks.items()},
        "difficulty": tags.difficulty,
        "generator": text.generator,
        "references": list(text.references),
        "evidence": list(text.evidence),
        "targets": list(text.targets),
        "template": text.template.as_dict() if text.template else None,
    }
    return {name: value for name, value in told.items() if value}


def _options(item: Item) -> list[Option]:
    if item.kind == MATCHING:
        return [
            Option(p.prompt, False, p.match, p.feedback, p.right_if, tuple(p.confuses))  # noqa: FBT003  # REASON: a row
            for p in item.pairs
            if p.prompt
        ]
    return [
        Option(o.text, o.is_correct, "", o.feedback, o.right_if, tuple(o.confuses))
        for o in item.options
    ]


def _explained(options: list[Option], item: Item) -> tuple[Option, ...]:
    if not item.feedback or not options:
        return tuple(options)
    first = 0 if item.kind in {MATCHING, ORDERING} else next(iter(item.key), 0)
    why = "\n\n".join(part for part in (options[first].why, item.feedback) if part)
    options[first] = Option(**{**vars(options[first]), "why": why})
    return tuple(options)


def _targets(item: Item) -> tuple[str, ...]:
    found = list(dict.fromkeys(pair.match for pair in item.pairs if pair.match))
    told = item.own.get("targets", [])
    return tuple(told if sorted(told) == sorted(found) else found)

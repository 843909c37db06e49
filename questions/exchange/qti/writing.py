"""QTI out: 2.1, 3.0 and whatever has pictures as packages; all-or-nothing scoring."""

import re
from collections.abc import Callable, Mapping
from html import escape
from itertools import count
from xml.sax.saxutils import quoteattr  # REASON: writes only

from questions.exchange.items import MATCHING, MULTIPLE, ORDERING, Choice, Item
from questions.exchange.qti.illustrating import hidden, shown_html
from questions.exchange.texts import CONTROLS
from questions.exchange.yamls import targets_of

VERSIONS = ("1.2", "2.1", "3.0")
NAMESPACES = {
    "2.1": "http://www.imsglobal.org/xsd/imsqti_v2p1",
    "3.0": "http://www.imsglobal.org/xsd/imsqtiasi_v3p0",
}
RESOURCE_TYPES = {
    "1.2": "imsqti_xmlv1p2",
    "2.1": "imsqti_item_xmlv2p1",
    "3.0": "imsqti_item_xmlv3p0",
}
TEMPLATES = {
    "2.1": "http://www.imsglobal.org/question/qti_v2p1/rptemplates/match_correct",
    "3.0": "https://purl.imsglobal.org/spec/qti/v3p0/rptemplates/match_correct.xml",
}
MANIFEST = "imsmanifest.xml"
PICTURES = "pictures/"
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
VOID = re.compile(r"<(br|hr|img)((?:\s[^<>]*)?)(?<!/)>")
HELD_BACK = re.compile(r'\s(?:tabindex|role|aria-label|rel)="[^"]*"')


def write_qti(items: list[Item], version: str) -> Mapping[str, str | bytes]:
    """The files of the export by their path: one for 1.2 without pictures, else a
    package."""
    pictures = {f"{PICTURES}{i.name}": i.data for item in items for i in item.images}
    files: dict[str, str] = {}
    tags: dict[str, list[str]] = {}
    if version == "1.2":
        files["questions.xml"] = _file_of_1([hidden(i, PICTURES) for i in items])
        if not pictures:
            return files
    else:
        numbers = count(1)
        for item in items:
            name = f"items/{_identifier(item, next(numbers))}.xml"
            files[name] = _item_of_2(hidden(item, f"../{PICTURES}"), version)
            tags[name] = item.tags
    manifest = _manifest(list(files), list(pictures), version, tags)
    return {MANIFEST: manifest} | files | pictures


def _identifier(item: Item, number: int) -> str:
    plain = re.sub(r"[^A-Za-z0-9_-]+", "-", item.ref).strip("-")[:60]
    return f"q{number:05d}-{plain}" if plain else f"q{number:05d}"


def _xhtml(text: str) -> str:
    """Rendered Markdown with its empty elements closed, as XML needs it."""
    shown = HELD_BACK.sub("", shown_html(CONTROLS.sub("", text)))
    return VOID.sub(r"<\1\2/>", shown)


def _ids(items: list[Choice]) -> list[str]:
    return [f"choice_{number}" for number in range(1, len(items) + 1)]


# --- 1.2 --------------------------------------------------------------------


def _file_of_1(items: list[Item]) -> str:
    parts = [HEAD, "<questestinterop>\n"]
    sections: dict[str, list[Item]] = {}
    for item in items:
        sections.setdefault(item.category, []).append(item)
    parts.append('<assessment ident="passline" title="">\n')
    for number, (category, inside) in enumerate(sections.items(), start=1):
        steps = category.split("/")
        for depth, step in enumerate(steps):
            ident = f"section_{number}_{depth}"
            parts.append(f'<section ident="{ident}" title={quoteattr(step)}>\n')
        parts += [_item_of_1(item) for item in inside]
        parts.append("</section>\n" * len(steps))
    return "".join([*parts, "</assessment>\n</questestinterop>\n"])


def _item_of_1(item: Item) -> str:
    write: Callable[[Item], tuple[str, str, str]] = {
        MATCHING: _matching_of_1,
        ORDERING: _ordering_of_1,
    }.get(item.kind, _choice_of_1)
    asked, scoring, feedback = write(item)
    ident, tags = quoteattr(item.ref), _metadata(item)
    return (
        f"<item ident={ident} title={ident}>\n{tags}<presentation>"
        f"{_material(item.stem)}{asked}</presentation>\n<resprocessing><outcomes>"
        '<decvar varname="SCORE" vartype="Decimal" defaultval="0" minvalue="0" '
        f'maxvalue="1"/></outcomes>{scoring}</resprocessing>\n{feedback}</item>\n'
    )


def _metadata(item: Item) -> str:
    if not item.tags:
        return ""
    words = escape(",".join(tag.replace(",", " ") for tag in item.tags))
    return (
        "<itemmetadata><qtimetadata><qtimetadatafield><fieldlabel>keywords</fieldlabel>"
        f"<fieldentry>{words}</fieldentry></qtimetadatafield></qtimetadata>"
        "</itemmetadata>\n"
    )


def _material(text: str) -> str:
    shown = escape(shown_html(CONTROLS.sub("", text)), quote=False)
    return f'<material><mattext texttype="text/html">{shown}</mattext></material>'


def _label(id_: str, text: str) -> str:
    return f'<response_label ident="{id_}">{_material(text)}</response_label>'


def _choice_of_1(item: Item) -> tuple[str, str, str]:
    cardinality = "Multiple" if item.kind == MULTIPLE else "Single"
    ids = _ids(item.options)
    labels = "".join(map(_label, ids, [option.text for option in item.options]))
    asked = (
        f'<response_lid ident="response" rcardinality="{cardinality}">'
        f'<render_choice shuffle="Yes">{labels}</render_choice></response_lid>'
    )
    conditions, remarks = [], []
    for id_, option in zip(ids, item.options, strict=True):
        if option.feedback:
            remarks.append(_remark(f"feedback_{id_}", option.feedback))
            conditions.append(
                '<respcondition continue="Yes"><conditionvar>'
                f"{_equal(id_)}</conditionvar>"
                f'<displayfeedback feedbacktype="Response" linkrefid="feedback_{id_}"/>'
                "</respcondition>"
            )
    tests = [
        _equal(id_) if option.is_correct else f"<not>{_equal(id_)}</not>"
        for id_, option in zip(ids, item.options, strict=True)
        if option.is_correct or item.kind == MULTIPLE
    ]
    conditions.append(_scoring(f"<and>{''.join(tests)}</and>"))
    return asked, "".join(conditions), "".join(remarks)


def _equal(id_: str, response: str = "response") -> str:
    return f'<varequal respident="{response}">{id_}</varequal>'


def _scoring(tests: str) -> str:
    return (
        f"<respcondition><conditionvar>{tests}</conditionvar>"
        '<setvar action="Set" varname="SCORE">1</setvar></respcondition>'
    )


def _remark(ident: str, text: str) -> str:
    return f'<itemfeedback ident="{ident}">{_material(text)}</itemfeedback>\n'


def _ordering_of_1(item: Item) -> tuple[str, str, str]:
    ids = _ids(item.options)
    labels = "".join(map(_label, ids, [option.text for option in item.options]))
    asked = (
        '<response_lid ident="response" rcardinality="Ordered"><render_choice '
        f'shuffle="Yes">{labels}</render_choice></response_lid>'
    )
    tests = "".join(
        f'<varequal respident="response" index="{place}">{id_}</varequal>'
        for place, id_ in enumerate(ids, start=1)
    )
    return asked, _scoring(f"<and>{tests}</and>"), ""


def _matching_of_1(item: Item) -> tuple[str, str, str]:
    targets = targets_of(item)
    ids = {target: f"match_{n}" for n, target in enumerate(targets, start=1)}
    labels = "".join(_label(id_, target) for target, id_ in ids.items())
    prompts = [pair for pair in item.pairs if pair.prompt]
    asked = "".join(
        f'<response_lid ident="prompt_{n}" rcardinality="Single">'
        f"{_material(pair.prompt)}<render_choice>{labels}</render_choice></response_lid>"
        for n, pair in enumerate(prompts, start=1)
    )
    tests = "".join(
        _equal(ids[pair.match], f"prompt_{n}")
        for n, pair in enumerate(prompts, start=1)
    )
    return asked, _scoring(f"<and>{tests}</and>"), ""


# --- 2.1 and 3.0 ------------------------------------------------------------


def _item_of_2(item: Item, version: str) -> str:
    write: Callable[[Item], tuple[str, str, str, str]] = {
        MATCHING: _matching_of_2,
        ORDERING: _ordering_of_2,
    }.get(item.kind, _choice_of_2)
    cardinality, base, values, asked = write(item)
    correct = "".join(f"<value>{value}</value>" for value in values.split("|"))
    title = quoteattr(item.ref)
    text = (
        f'<assessmentItem xmlns="{NAMESPACES[version]}" identifier={title} '
        f'title={title} adaptive="false" timeDependent="false">\n'
        f'<responseDeclaration identifier="RESPONSE" cardinality="{cardinality}" '
        f'baseType="{base}"><correctResponse>{correct}</correctResponse>'
        "</responseDeclaration>\n"
        '<outcomeDeclaration identifier="SCORE" cardinality="single" '
        'baseType="float"/>\n'
        f"<itemBody><div>{_xhtml(item.stem)}</div>{asked}</itemBody>\n"
        f'<responseProcessing template="{TEMPLATES[version]}"/>\n</assessmentItem>\n'
    )
    return HEAD + (_as_3(text) if version == "3.0" else text)


def _simple(id_: str, option: Choice) -> str:
    remark = (
        f'<feedbackInline outcomeIdentifier="FEEDBACK" identifier="{id_}" '
        f'showHide="show">{_inline(option.feedback)}</feedbackInline>'
        if option.feedback
        else ""
    )
    body = f"<div>{_xhtml(option.text)}</div>"
    return f'<simpleChoice identifier="{id_}">{body}{remark}</simpleChoice>'


def _inline(text: str) -> str:
    """Feedback inside a choice may hold no blocks: its paragraphs become spans."""
    return re.sub(r"<(/?)p>", r"<\1span>", _xhtml(text))


def _choice_of_2(item: Item) -> tuple[str, str, str, str]:
    ids = _ids(item.options)
    key = "|".join(ids[index] for index in item.key)
    is_multiple = item.kind == MULTIPLE
    most = len(item.key) if is_multiple else 1
    choices = "".join(map(_simple, ids, item.options))
    asked = (
        f'<choiceInteraction responseIdentifier="RESPONSE" shuffle="true" '
        f'maxChoices="{most}">{choices}</choiceInteraction>'
    )
    return "multiple" if is_multiple else "single", "identifier", key, asked


def _ordering_of_2(item: Item) -> tuple[str, str, str, str]:
    ids = _ids(item.options)
    choices = "".join(map(_simple, ids, item.options))
    asked = (
        '<orderInteraction responseIdentifier="RESPONSE" shuffle="true">'
        f"{choices}</orderInteraction>"
    )
    return "ordered", "identifier", "|".join(ids), asked


def _matching_of_2(item: Item) -> tuple[str, str, str, str]:
    targets = targets_of(item)
    ids = {target: f"match_{n}" for n, target in enumerate(targets, start=1)}
    prompts = [pair for pair in item.pairs if pair.prompt]
    left = "".join(
        _associable(f"prompt_{n}", pair.prompt, 1)
        for n, pair in enumerate(prompts, start=1)
    )
    right = "".join(_associable(id_, text, 0) for text, id_ in ids.items())
    values = "|".join(
        f"prompt_{n} {ids[pair.match]}" for n, pair in enumerate(prompts, start=1)
    )
    asked = (
        '<matchInteraction responseIdentifier="RESPONSE" shuffle="true" '
        f'maxAssociations="{len(prompts)}"><simpleMatchSet>{left}</simpleMatchSet>'
        f"<simpleMatchSet>{right}</simpleMatchSet></matchInteraction>"
    )
    return "multiple", "directedPair", values, asked


def _associable(id_: str, text: str, most: int) -> str:
    return (
        f'<simpleAssociableChoice identifier="{id_}" matchMax="{most}">'
        f"<div>{_xhtml(text)}</div></simpleAssociableChoice>"
    )


QTI_TAG = re.compile(
    r"<(/?)(assessmentItem|responseDeclaration|correctResponse|value|"
    r"outcomeDeclaration|itemBody|responseProcessing|choiceInteraction|"
    r"orderInteraction|matchInteraction|simpleMatchSet|simpleAssociableChoice|"
    r"simpleChoice|feedbackInline)\b([^>]*)>"
)
CAMEL = re.compile(r"(?<=[a-z])([A-Z])")


def _as_3(text: str) -> str:
    """The same item with the names of 3.0: `qti-simple-choice`, `max-choices`."""
    return QTI_TAG.sub(_tag_of_3, text)


def _tag_of_3(found: re.Match[str]) -> str:
    slash, tag, rest = found.groups()
    attributes = re.sub(r'([A-Za-z:]+)="', lambda m: f'{_kebab(m.group(1))}="', rest)
    return f"<{slash}qti-{_kebab(tag)}{attributes}>"


def _kebab(name: str) -> str:
    return CAMEL.sub(lambda match: f"-{match.group(1).lower()}", name)


def _manifest(
    files: list[str], pictures: list[str], version: str, tags: dict[str, list[str]]
) -> str:
    typed = [(RESOURCE_TYPES[version], name) for name in files]
    typed += [("webcontent", name) for name in pictures]
    resources = "".join(
        f'<resource identifier="R{n}" type="{kind}" href={quoteattr(name)}>'
        f"{_keywords(tags.get(name, []))}<file href={quoteattr(name)}/></resource>\n"
        for n, (kind, name) in enumerate(typed, start=1)
    )
    return (
        f'{HEAD}<manifest xmlns="http://www.imsglobal.org/xsd/imscp_v1p1" '
        'identifier="passline">\n<organizations/>\n'
        f"<resources>\n{resources}</resources>\n</manifest>\n"
    )


def _keywords(tags: list[str]) -> str:
    """Tags as learning object metadata, the place that packages have for them."""
    if not tags:
        return ""
    told = "".join(
        f"<keyword><string>{escape(CONTROLS.sub('', tag))}</string></keyword>"
        for tag in tags
    )
    return (
        '<metadata><lom xmlns="http://ltsc.ieee.org/xsd/LOM"><general>'
        f"{told}</general></lom></metadata>"
    )

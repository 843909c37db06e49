"""What the tests of importers read: small files written after the specifications."""

import io
import zipfile
from collections.abc import Iterable

from questions.exchange import Item, Parsed, read_file


def read(text: str | bytes, name: str, format_: str | None = None) -> Parsed:
    data = text.encode() if isinstance(text, str) else text
    return read_file(data, name, format_)


def only(parsed: Parsed) -> Item:
    """The one item of a file that holds nothing else."""
    assert (parsed.errors, parsed.skipped) == ([], [])
    [item] = parsed.items
    return item


def key(item: Item) -> list[str]:
    return [option.text for option in item.options if option.is_correct]


def weights(item: Item) -> list[float]:
    return [option.weight for option in item.options]


def zipped(*files: tuple[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files:
            archive.writestr(name, data)
    return out.getvalue()


def moodle(body: str, kind: str = "multichoice", stem: str = "Which?") -> str:
    return (
        f'<quiz><question type="{kind}"><name><text>Name</text></name>'
        f'<questiontext format="html"><text><![CDATA[{stem}]]></text></questiontext>'
        f"{body}</question></quiz>"
    )


def answer(text: str, fraction: float) -> str:
    return f'<answer fraction="{fraction}"><text>{text}</text></answer>'


def choice_1(
    scoring: str, cardinality: str = "Single", labels: Iterable[str] = "ABC"
) -> str:
    """A QTI 1.2 item whose options are called as their idents."""
    told = "".join(
        f'<response_label ident="{n}"><material><mattext>{n}</mattext></material>'
        "</response_label>"
        for n in labels
    )
    return (
        '<questestinterop><item ident="I"><presentation><material><mattext>Which?'
        f'</mattext></material><response_lid ident="R" rcardinality="{cardinality}">'
        f"<render_choice>{told}</render_choice></response_lid></presentation>"
        f"<resprocessing>{scoring}</resprocessing></item></questestinterop>"
    )


def condition(test: str, setvar: str, attributes: str = "") -> str:
    return (
        f"<respcondition {attributes}><conditionvar>{test}</conditionvar>{setvar}"
        "</respcondition>"
    )


def equal(ident: str) -> str:
    return f'<varequal respident="R">{ident}</varequal>'


def choice_2(
    declared: str, rules: str = "", cardinality: str = "multiple", most: int = 0
) -> str:
    """A QTI 2.1 item with the options A to D."""
    told = "".join(f'<simpleChoice identifier="{n}">{n}</simpleChoice>' for n in "ABCD")
    return (
        '<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1" '
        'identifier="I"><responseDeclaration identifier="RESPONSE" '
        f'cardinality="{cardinality}" baseType="identifier">{declared}'
        '</responseDeclaration><outcomeDeclaration identifier="SCORE" '
        'cardinality="single" baseType="float"/><itemBody><p>Which?</p>'
        f'<choiceInteraction responseIdentifier="RESPONSE" maxChoices="{most}">{told}'
        f"</choiceInteraction></itemBody>{rules}</assessmentItem>"
    )


def correct(*ids: str) -> str:
    values = "".join(f"<value>{id_}</value>" for id_ in ids)
    return f"<correctResponse>{values}</correctResponse>"


def template(name: str) -> str:
    address = f"http://www.imsglobal.org/question/qti_v2p1/rptemplates/{name}"
    return f'<responseProcessing template="{address}"/>'

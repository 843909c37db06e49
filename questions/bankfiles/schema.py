"""The JSON Schema of a bank file, with its errors in plain words."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from questions.bankfiles.findings import Finding
from questions.bankfiles.reading import Document

if TYPE_CHECKING:
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import ValidationError

SCHEMA_FILE = "question.schema.json"


def validator_for(folder: Path) -> "Draft202012Validator":
    """The validator of the schema that stands beside the questions."""
    # Here: few processes ever check a file, and it is 2 MB in each.
    from jsonschema import Draft202012Validator

    schema = json.loads((folder / SCHEMA_FILE).read_text("utf-8"))
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def schema_findings(
    document: Document, validator: "Draft202012Validator"
) -> Iterator[tuple[int | None, Finding]]:
    """Each error with the index of the question that holds it, if one does."""
    for error in validator.iter_errors(document.data):
        path = tuple(error.absolute_path)
        index = path[1] if len(path) > 1 and path[0] == "questions" else None
        message, fix = _words(error)
        where = _where(path)
        yield (
            index if isinstance(index, int) else None,
            Finding(
                document.name,
                document.line(path),
                _question_id(document.data, index),
                f"{where}{message}",
                fix,
            ),
        )


def _question_id(data: Any, index: str | int | None) -> str:
    if not isinstance(index, int):
        return ""
    question = data["questions"][index]
    return str(question.get("id", "")) if isinstance(question, dict) else ""


def _where(path: tuple[str | int, ...]) -> str:
    steps = path[2:] if path[:1] == ("questions",) else path
    words = [f"no. {step + 1}" if isinstance(step, int) else step for step in steps]
    return f"{' '.join(words)}: " if words else ""


def _words(error: "ValidationError") -> tuple[str, str]:
    if error.schema is False or error.validator is None:
        return "a generated question has none of this", "remove it"
    say = WORDS.get(str(error.validator))
    return say(error) if say else (_short(error.message), "follow the format")


def _required(error: "ValidationError") -> tuple[str, str]:
    instance = error.instance if isinstance(error.instance, dict) else {}
    missing = [word for word in error.validator_value if word not in instance]
    # One error comes per word; each names its own.
    name = next((w for w in missing if f"'{w}'" in error.message), missing[0])
    return f"`{name}` is missing", f"add `{name}`"


def _additional(error: "ValidationError") -> tuple[str, str]:
    known = error.schema.get("properties", {})
    unknown = [word for word in error.instance if word not in known]
    words = ", ".join(f"`{word}`" for word in unknown)
    return f"{words} is not a word of the format", f"use {', '.join(known)}"


def _enum(error: "ValidationError") -> tuple[str, str]:
    allowed = ", ".join(str(value) for value in error.validator_value)
    return f"`{_short(error.instance)}` is not allowed", f"use one of {allowed}"


def _const(error: "ValidationError") -> tuple[str, str]:
    fix = f"write {json.dumps(error.validator_value)}, or leave it out"
    return f"`{_short(error.instance)}` is not allowed", fix


def _type(error: "ValidationError") -> tuple[str, str]:
    names = {"array": "list", "object": "mapping", "string": "text"}
    wanted = names.get(error.validator_value, str(error.validator_value))
    fix = "put quotes around it" if wanted == "text" else f"write a {wanted}"
    return f"`{_short(error.instance)}` is not a {wanted}", fix


def _pattern(error: "ValidationError") -> tuple[str, str]:
    if error.validator_value == "\\S":
        return "the text is empty", "write it"
    fix = f"it must match {error.validator_value}"
    return f"`{_short(error.instance)}` has the wrong form", fix


def _count(error: "ValidationError") -> tuple[str, str]:
    word = "at least" if str(error.validator).startswith("min") else "at most"
    fix = f"{word} {error.validator_value}"
    return f"{len(error.instance)} entries or characters", fix


def _unique(error: "ValidationError") -> tuple[str, str]:
    return "an entry stands twice", "keep one"


WORDS: dict[str, Callable[["ValidationError"], tuple[str, str]]] = {
    "required": _required,
    "additionalProperties": _additional,
    "enum": _enum,
    "const": _const,
    "type": _type,
    "pattern": _pattern,
    "uniqueItems": _unique,
} | dict.fromkeys(
    ["minItems", "maxItems", "minLength", "maxLength", "minProperties"], _count
)


def _short(value: object) -> str:
    text = str(value)
    return text if len(text) <= 60 else text[:59] + "…"

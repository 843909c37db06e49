"""What the OpenAPI document says of every operation, once for all of them."""

from collections.abc import Iterator
from typing import Any

from config.errors import PROBLEM_TYPE

Document = dict[str, Any]
PROBLEM = {
    "type": "object",
    "description": "A refusal (RFC 9457). More members tell more of some of them.",
    "properties": {
        "type": {"type": "string", "description": "Which refusal, in one word."},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "What to do about it."},
    },
    "required": ["type", "title", "status"],
    "additionalProperties": True,
}
REFUSED = {
    "description": "Refused, with what to do about it.",
    "content": {PROBLEM_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
}


def tell_rules(result: Document, **_: Any) -> Document:
    """Whatever is not answered as described is a problem; no body has other fields."""
    schemas = result["components"]["schemas"]
    for name, schema in schemas.items():
        _let_overlap(schema.get("properties", {}))
        if name.endswith("Request"):
            schema["additionalProperties"] = False
    schemas["Problem"] = PROBLEM
    for operation in _operations(result):
        operation["responses"]["default"] = REFUSED
    return result


def _let_overlap(properties: Document) -> None:
    """Nothing at all may be anything as well; a default is that of every kind."""
    for field in properties.values():
        kinds = field.pop("oneOf", None)
        if kinds is not None:
            field["anyOf"] = kinds
            defaults = [kind.pop("default") for kind in kinds if "default" in kind]
            field |= {"default": defaults[0]} if defaults else {}


def _operations(result: Document) -> Iterator[Document]:
    for path in result["paths"].values():
        yield from path.values()

"""Small banks in a folder of their own: `write_bank(tmp_path, question("sqs-one"))`."""

import shutil
from pathlib import Path
from typing import Any

import yaml

from questions.bankfiles import Finding, read_bank

BANK = Path(__file__).resolve().parents[2] / "bank"
WHY = "This reason names the mechanism in so many words that nobody has to guess it."
LINK = "https://docs.aws.amazon.com/sqs/"
TOPICS = """
[[topic]]
slug = "{slug}"
name = "{slug} in words"
group = "Group"
aliases = []
concepts = ["one", "two", "three", "four", "five"]
tasks = {{ "DVA-C02" = ["1.1", "4.2"] }}
"""


CONTRAST = """
[[contrast]]
id = "queue-topic"
between = [["sqs"], ["sns", "sns-topic"]]
decides = "one reader, or many"
"""


READINGS = """
[[reading]]
sheet = "one"
round = 1
read_on = 2026-11-20
questions = 4
agreed = 3
mended = 2
[[reading]]
sheet = "two"
round = 1
read_on = 2026-11-21
questions = 6
agreed = 6
mended = 0
"""


def option(text: str, **over: Any) -> dict[str, Any]:
    return {"text": text, "why": WHY} | over


def question(slug: str, **over: Any) -> dict[str, Any]:
    """A correct single choice question about SQS."""
    fields: dict[str, Any] = {
        "id": slug,
        "kind": "single",
        "tasks": {"DVA-C02": ["1.1"]},
        "topics": ["sqs"],
        "difficulty": "medium",
        "stem": f"A shop reads the queue `{slug}`. What should it do?",
        "options": [
            option(f"Wait longer for {slug}."),
            option(f"Ask twice for {slug}.", correct=True),
            option(f"Delete all of {slug}."),
            option(f"Give up on {slug}.", right_if="Nobody needed the queue."),
        ],
        "evidence": [],
        "references": [LINK],
    } | over
    return {name: value for name, value in fields.items() if value is not None}


def multiple(slug: str, **over: Any) -> dict[str, Any]:
    options = [option(f"Way {n} of {slug}") for n in range(5)]
    options[1]["correct"] = options[3]["correct"] = True
    stem = f"Which ways lead to {slug}? (Select TWO.)"
    fields: dict[str, Any] = {"kind": "multiple", "stem": stem, "options": options}
    return question(slug, **(fields | over))


def ordering(slug: str, **over: Any) -> dict[str, Any]:
    options = [option(f"Step {n} of {slug}") for n in range(4)]
    return question(slug, **({"kind": "ordering", "options": options} | over))


def matching(slug: str, **over: Any) -> dict[str, Any]:
    options = [option(f"Need {n} of {slug}", match=f"Service {n}") for n in range(3)]
    targets = ["Service 2", "Service 9", "Service 0", "Service 1"]
    fields = {"kind": "matching", "options": options, "targets": targets}
    return question(slug, **(fields | over))


def write_bank(
    folder: Path, *questions: dict[str, Any], topic: str = "sqs", **top: Any
) -> Path:
    """A folder with guides, two topics, the schema and one file of questions."""
    (folder / "questions").mkdir(parents=True, exist_ok=True)
    for name in ("guides.toml", "question.schema.json"):
        shutil.copy(BANK / name, folder)
    topics = "".join(TOPICS.format(slug=slug) for slug in ("sqs", "sns", "kms"))
    (folder / "topics.toml").write_text(topics)
    (folder / "contrasts.toml").write_text(CONTRAST)
    (folder / "readings.toml").write_text(READINGS)
    write_file(folder, topic, *questions, **top)
    return folder


def write_file(
    folder: Path, topic: str, *questions: dict[str, Any], **top: Any
) -> Path:
    document = {"topic": topic} | top | {"questions": list(questions)}
    path = folder / "questions" / f"{topic}.yaml"
    path.write_text(yaml.safe_dump(document, sort_keys=False, allow_unicode=True))
    return path


def findings_of(folder: Path, *questions: dict[str, Any], **top: Any) -> list[Finding]:
    """What is found wrong with a bank of these questions."""
    return read_bank(write_bank(folder, *questions, **top)).findings


def messages_of(folder: Path, *questions: dict[str, Any], **top: Any) -> list[str]:
    return [finding.message for finding in findings_of(folder, *questions, **top)]

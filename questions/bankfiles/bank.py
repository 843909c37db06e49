"""The whole bank from its folder: every question, and every error of every file."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from questions import evidence
from questions.bankfiles import rules
from questions.bankfiles.findings import Finding
from questions.bankfiles.reading import Document, read_document
from questions.bankfiles.schema import SCHEMA_FILE, schema_findings, validator_for
from questions.bankfiles.sources import (
    QuestionSource,
    ScenarioSource,
    question_source,
)
from questions.bankfiles.syllabus import Syllabus, read_syllabus
from questions.markdown import RENDERING

if TYPE_CHECKING:
    from jsonschema import Draft202012Validator

Progress = Callable[[str, int, int], None]
SCENARIO_SIZES = range(2, 5)
GENERATED = "generated-"
TABLES = ("guides.toml", "topics.toml", "contrasts.toml", "readings.toml")


def silent(phase: str, done: int, total: int) -> None:
    """The progress of those who do not watch."""


@dataclass
class BankFiles:
    """What the folder holds. With findings, nothing of it may be loaded."""

    syllabus: Syllabus
    questions: list[QuestionSource] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def digest_of(folder: Path) -> str:
    """Of every byte that decides what is loaded, and of the AWS models beside it."""
    versions = f"{evidence.models_version()} {RENDERING}"
    digest = hashlib.sha256(versions.encode())
    for path in [folder / name for name in (*TABLES, SCHEMA_FILE)] + _files(folder):
        if path.exists():
            digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def read_bank(folder: Path, *, progress: Progress = silent) -> BankFiles:
    """Read and check everything, executing the evidence."""
    bank = BankFiles(read_syllabus(folder))
    bank.findings += bank.syllabus.findings
    files = _read_files(bank, folder, progress)
    ids = frozenset(question.id for file in files for question in file.questions)
    for file in files:
        bank.findings += _rule_findings(file, bank.syllabus, ids)
        bank.questions += file.questions
    bank.findings += _repeated_ids(files)
    bank.findings += _evidence_findings(files, progress)
    bank.findings.sort()
    return bank


@dataclass
class _File:
    """One file with its document, for line numbers, and what could be read of it."""

    document: Document
    topic: str
    questions: list[QuestionSource] = field(default_factory=list)
    places: dict[str, int] = field(default_factory=dict)  # id → index in the file
    scenarios: dict[str, ScenarioSource] = field(default_factory=dict)

    def finding(self, question: QuestionSource, what: rules.Complaint) -> Finding:
        path = ("questions", self.places[question.id], *what.path)
        line = self.document.line(path)
        return Finding(self.document.name, line, question.id, what.message, what.fix)


def _files(folder: Path) -> list[Path]:
    return sorted((folder / "questions").glob("*.yaml"))


def _read_files(bank: BankFiles, folder: Path, progress: Progress) -> list[_File]:
    paths = _files(folder)
    if not paths:
        fix = "give the folder of the bank with --path"
        finding = Finding("questions", 1, "", "no *.yaml file in questions/", fix)
        bank.findings.append(finding)
        return []
    try:
        validator = validator_for(folder)
    except (OSError, ValueError) as error:
        fix = "copy it back: the bank needs it"
        bank.findings.append(Finding(SCHEMA_FILE, 1, "", str(error), fix))
        return []
    files = []
    for done, path in enumerate(paths, start=1):
        files += _read_file(path, bank, validator)
        progress("reading", done, len(paths))
    return files


def _read_file(
    path: Path, bank: BankFiles, validator: "Draft202012Validator"
) -> list[_File]:
    document = read_document(f"questions/{path.name}", path.read_bytes())
    bank.findings += document.findings
    if document.findings:
        return []
    broken = set()
    for index, finding in schema_findings(document, validator):
        bank.findings.append(finding)
        broken.add(index)
    if None in broken:
        return []
    file = _File(document, document.data["topic"])
    bank.findings += _name_findings(path, file, bank.syllabus)
    bank.findings += _take_scenarios(file)
    bank.findings += _take_questions(file, broken)
    return [file]


def _name_findings(path: Path, file: _File, syllabus: Syllabus) -> Iterable[Finding]:
    line = file.document.line(("topic",))
    if file.topic not in syllabus.topics:
        message = f"no topic `{file.topic}`"
        fix = "use a slug of topics.toml"
        yield Finding(file.document.name, line, "", message, fix)
    if path.stem.removeprefix(GENERATED) != file.topic:
        message = f"a file named {path.name} with the topic `{file.topic}`"
        fix = f"name it {file.topic}.yaml"
        yield Finding(file.document.name, line, "", message, fix)


def _take_scenarios(file: _File) -> Iterable[Finding]:
    raw_questions = file.document.data["questions"]
    for index, raw in enumerate(file.document.data.get("scenarios", [])):
        line = file.document.line(("scenarios", index))
        uses = [q for q in raw_questions if q.get("scenario") == raw["id"]]
        if len(uses) not in SCENARIO_SIZES:
            message = f"scenario `{raw['id']}` has {len(uses)} questions"
            fix = "two to four questions share a scenario"
            yield Finding(file.document.name, line, "", message, fix)
        file.scenarios[raw["id"]] = ScenarioSource(
            raw["id"], raw["title"], raw["text"].strip(), file.document.name, line
        )


def _take_questions(file: _File, broken: set[int | None]) -> Iterable[Finding]:
    for index, raw in enumerate(file.document.data["questions"]):
        if index in broken:
            continue
        complaint = rules.reviewed_complaint(raw) or _scenario_complaint(file, raw)
        line = file.document.line(("questions", index))
        if complaint is not None:
            yield Finding(
                file.document.name, line, raw["id"], complaint.message, complaint.fix
            )
            continue
        scenario = file.scenarios.get(raw.get("scenario", ""))
        source = question_source(raw, scenario, file.document.name, line)
        file.questions.append(source)
        file.places.setdefault(source.id, index)


def _scenario_complaint(file: _File, raw: dict[str, Any]) -> rules.Complaint | None:
    name = raw.get("scenario")
    if name is None or name in file.scenarios:
        return None
    fix = "name a scenario of this file"
    return rules.Complaint(("scenario",), f"no scenario `{name}`", fix)


def _rule_findings(
    file: _File, syllabus: Syllabus, ids: frozenset[str]
) -> Iterable[Finding]:
    known = rules.Known(syllabus, ids, file.topic)
    for question in file.questions:
        for complaint in rules.complaints(question, known):
            yield file.finding(question, complaint)


def _repeated_ids(files: list[_File]) -> Iterable[Finding]:
    entries = [(q.id, q.file, q.line) for file in files for q in file.questions]
    entries += [(s.id, s.file, s.line) for f in files for s in f.scenarios.values()]
    counts = Counter(name for name, _, _ in entries)
    for name, where, line in entries:
        if counts[name] > 1:
            message = f"the id `{name}` stands {counts[name]} times in the bank"
            yield Finding(where, line, name, message, "give each its own")


def _evidence_findings(files: list[_File], progress: Progress) -> list[Finding]:
    claims = [
        (entry["botocore"]["service"], file, question, index, entry)
        for file in files
        for question in file.questions
        for index, entry in enumerate(question.evidence)
    ]
    # By service, because each AWS model is large and few are kept in memory.
    claims.sort(key=lambda claim: claim[0])
    findings = []
    for done, (_, file, question, index, entry) in enumerate(claims, start=1):
        reason = rules.failed_claim(entry)
        if reason is not None:
            fix = "correct the claim, or the question that rests on it"
            complaint = rules.Complaint(("evidence", index), reason, fix)
            findings.append(file.finding(question, complaint))
        progress("executing evidence", done, len(claims))
    return findings

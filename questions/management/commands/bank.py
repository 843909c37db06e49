"""manage.py bank load | check | audit | coverage | blind | import | export.

load brings the tables in line with the files of bank/, import makes drafts of other
people's files, export writes the tables out; the others only read the bank's files.
Each ends with exit code 1 when something has to be mended.
"""

from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from lib.words import counted
from questions import audit, bankfiles, evidence, services
from questions.management import exchanging

SHOWN_PAIRS = 20


class Command(BaseCommand):
    help = "Load, check and measure the question bank."
    # Reading files needs neither pages nor tables.
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        load = self._verb(verbs, "load", "bring the tables in line with the files")
        load.add_argument(
            "--include-unreviewed",
            action="store_true",
            help="publish drafts, too (development)",
        )
        self._verb(verbs, "check", "every error of every file, evidence executed")
        watched = self._verb(verbs, "audit", "wording cues and near-duplicates")
        watched.add_argument("--all", action="store_true", help="show every solver")
        coverage = self._verb(verbs, "coverage", "topic by task, gaps, depth")
        coverage.add_argument("--markdown", type=Path, help="write the whole report")
        blind = self._verb(verbs, "blind", "sheets for blind review, and comparison")
        blind.add_argument("--unreviewed", action="store_true", help="drafts only")
        blind.add_argument("--topic", action="append", help="these home topics only")
        how = blind.add_mutually_exclusive_group(required=True)
        how.add_argument("--out", type=Path, help="write the sheets to this file")
        how.add_argument("--compare", type=Path, help="a reader's answers (TOML)")
        exchanging.add_import(verbs.add_parser("import", help="files to drafts"))
        exchanging.add_export(verbs.add_parser("export", help="questions to a file"))

    def _verb(self, verbs: Any, name: str, help_text: str) -> ArgumentParser:
        parser: ArgumentParser = verbs.add_parser(name, help=help_text)
        default = settings.BASE_DIR / "bank"
        parser.add_argument("--path", type=Path, default=default, help="another folder")
        return parser

    def handle(self, *args: Any, **options: Any) -> None:
        self._phase = ""
        getattr(self, f"_{options['verb']}")(options)

    def _import(self, options: dict[str, Any]) -> None:
        exchanging.import_file(self, options)

    def _export(self, options: dict[str, Any]) -> None:
        exchanging.export_bank(self, options)

    # --- load and check

    def _load(self, options: dict[str, Any]) -> None:
        try:
            report = services.load_bank(
                path=options["path"],
                include_unreviewed=options["include_unreviewed"],
                progress=self._progress,
            )
        except services.BankRefused as refused:
            self._refuse(refused.findings, "Nothing was loaded.")
        if not report.is_read:
            self.stdout.write(
                f"The bank is unchanged (version {report.version}): "
                f"{report.published} of {report.questions} questions published."
            )
            return
        self.stdout.write(
            f"Bank version {report.version}: {report.questions} questions, "
            f"{report.published} published; {report.created} new, "
            f"{report.revised} revised, {report.retired} retired."
        )
        if report.kept:
            self.stdout.write(
                f"{report.kept} were corrected in the product and keep their wording; "
                "what the files say waits on their pages."
            )

    def _check(self, options: dict[str, Any]) -> None:
        bank = self._read(options)
        claims = sum(len(question.evidence) for question in bank.questions)
        self.stdout.write(
            f"{len(bank.questions)} questions are in order; {claims} claims hold in "
            f"the AWS models of botocore {evidence.models_version()}."
        )

    def _read(self, options: dict[str, Any]) -> bankfiles.BankFiles:
        bank = bankfiles.read_bank(options["path"], progress=self._progress)
        if bank.findings:
            self._refuse(bank.findings, "")
        return bank

    def _refuse(self, findings: Sequence[bankfiles.Finding], end: str) -> Any:
        for finding in findings:
            self.stderr.write(str(finding))
        told = counted(len(findings), "error")
        raise CommandError(f"{told} in the bank. {end}".strip())

    def _progress(self, phase: str, done: int, total: int) -> None:
        """One line per phase; on a terminal it counts."""
        is_terminal = self.stdout.isatty()
        if is_terminal and (done % 25 == 0 or done == total):
            end = "\n" if done == total else ""
            self.stdout.write(f"\r{phase}: {done} of {total}", ending=end)
            self.stdout.flush()
        elif not is_terminal and done == total:
            self.stdout.write(f"{phase}: {total}")

    # --- audit and coverage

    def _audit(self, options: dict[str, Any]) -> None:
        items = bankfiles.audit_items(self._read(options).questions)
        scores = audit.cue_scores(items)
        pairs = audit.alike_pairs(items)
        self.stdout.write("\nSolvers that know only cues (right, chance, lower bound):")
        for score in scores if options["all"] else _best(scores):
            self.stdout.write(_score_line(score))
        self.stdout.write(f"\nQuestions that look alike: {len(pairs)}")
        for pair in pairs[:SHOWN_PAIRS]:
            self.stdout.write(_pair_line(pair))
        refused = sum(s.is_refused for s in scores) + sum(p.is_refused for p in pairs)
        if refused:
            raise CommandError(f"{refused} of these must be mended (marked !).")
        self.stdout.write("\nNo cue does better than guessing; no duplicates.")

    def _coverage(self, options: dict[str, Any]) -> None:
        bank = self._read(options)
        for report in bankfiles.coverage_of(bank):
            if report.questions:
                self.stdout.write(_coverage_line(report))
        pairs = bankfiles.contrasted(bank)
        empty = [name for name, questions in pairs.items() if not questions]
        self.stdout.write(
            f"{len(pairs)} pairs that people confuse, {len(empty)} without a question"
            + "".join(f"\n  {name}" for name in empty)
        )
        if options["markdown"]:
            report_text = bankfiles.coverage_markdown(bank)
            options["markdown"].write_text(report_text, "utf-8")
            self.stdout.write(f"The whole report is in {options['markdown']}.")

    # --- blind review

    def _blind(self, options: dict[str, Any]) -> None:
        questions = [
            question
            for question in self._read(options).questions
            if not (options["unreviewed"] and question.reviewed)
            and (not options["topic"] or question.topics[0] in options["topic"])
        ]
        if options["out"]:
            sheets = bankfiles.sheets_markdown(questions)
            options["out"].write_text(sheets, "utf-8")
            self.stdout.write(f"{len(questions)} sheets are in {options['out']}.")
            return
        self._compare(questions, options["compare"])

    def _compare(
        self, questions: Sequence[bankfiles.QuestionSource], answers: Path
    ) -> None:
        try:
            found = bankfiles.disagreements(questions, answers.read_text("utf-8"))
        except (OSError, ValueError) as error:
            raise CommandError(f"{answers} cannot be read: {error}") from error
        for one in found:
            given, key = ", ".join(one.given) or "–", ", ".join(one.key) or "–"
            self.stdout.write(f"{one.id}: {one.reason} (given {given}; key {key})")
        if found:
            raise CommandError(f"{len(found)} answers differ, or are missing.")
        self.stdout.write("Every answer agrees with its key.")


def _best(scores: Sequence[audit.CueScore]) -> list[audit.CueScore]:
    """The three best solvers of each kind, and every one that is refused."""
    best: list[audit.CueScore] = []
    for score in scores:
        if score.is_refused or sum(s.kind == score.kind for s in best) < 3:
            best.append(score)
    return best


def _score_line(score: audit.CueScore) -> str:
    mark = "!" if score.is_refused else " "
    numbers = f"{score.share:6.1%} {score.chance:6.1%} {score.low:6.1%}"
    return f"{mark} {score.kind:8} {score.solver:24} {numbers}  of {score.items}"


def _pair_line(pair: audit.Alike) -> str:
    mark = "!" if pair.is_refused else " "
    enemies = " (enemies)" if pair.are_enemies else ""
    return (
        f"{mark} {pair.likeness:.2f} {pair.reason:4} {pair.one} ~ {pair.other}{enemies}"
    )


def _coverage_line(report: bankfiles.GuideCoverage) -> str:
    return (
        f"{report.code}: {report.questions} questions, {report.reviewed} reviewed, "
        f"{report.evidence_percent} % with executed evidence, {report.depth} whole "
        f"mocks, {len(report.empty_tasks)} empty tasks, {len(report.gaps)} thin topics"
    )

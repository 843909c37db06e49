"""What is not so any more: doubts of wordings that are asked, with the difference."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.db.models import F, Q, QuerySet

from questions import evidence
from questions.bankfiles.names import FormerNames, read_names
from questions.differences import Piece, compare
from questions.models import Doubt, QuestionRevision, State

LIST_SIZE = 100


def former_names() -> FormerNames:
    """As the file stands now; read again when it changes."""
    path = Path(settings.BASE_DIR) / "bank"
    file = path / "services.toml"
    return _names(path, file.stat().st_mtime_ns if file.exists() else 0)


@lru_cache(maxsize=1)
def _names(folder: Path, changed: int) -> FormerNames:
    return read_names(folder)


def asked_revisions() -> QuerySet[QuestionRevision]:
    """The wordings that exams ask."""
    rows = QuestionRevision.objects.filter(question__state=State.PUBLISHED)
    return rows.filter(question__current=F("pk"))


def due_revisions() -> QuerySet[QuestionRevision]:
    """Those not read against the installed models and names; a service at a time."""
    version, digest = evidence.models_version(), former_names().digest
    read = Q(claim_check__models_version=version, claim_check__names_digest=digest)
    due = asked_revisions().exclude(read)
    return due.order_by("evidence__0__botocore__service", "pk")


@dataclass(frozen=True)
class Doubted:
    """A doubt with what changed, word by word; nothing to compare for a name."""

    doubt: Doubt
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class DoubtPage:
    doubts: list[Doubted]
    total: int
    due: int
    asked: int
    models_version: str

    @property
    def checked(self) -> int:
        return self.asked - self.due


def doubt_page() -> DoubtPage:
    """Open doubts of what is asked now, claims first."""
    rows = Doubt.objects.open().filter(revision__in=asked_revisions())
    found = rows.select_related("revision__question")[:LIST_SIZE]
    return DoubtPage(
        doubts=[Doubted(one, _pieces(one)) for one in found],
        total=rows.count(),
        due=due_revisions().count(),
        asked=asked_revisions().count(),
        models_version=evidence.models_version(),
    )


def _pieces(doubt: Doubt) -> tuple[Piece, ...]:
    if not doubt.old_text or doubt.old_text == doubt.new_text:
        return ()
    return compare(doubt.old_text, doubt.new_text)

"""What is wrong with a bank file: where, what, and what to do about it."""

from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Finding:
    """One error. `question` is its id, or empty when the file as a whole is meant."""

    file: str
    line: int
    question: str
    message: str
    fix: str

    def __str__(self) -> str:
        about = f" [{self.question}]" if self.question else ""
        return f"{self.file}:{self.line}{about} {self.message} → {self.fix}"

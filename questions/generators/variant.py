"""What a generator returns for a seed: one complete question."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class VariantOption:
    """`mistake` names the error that leads to a wrong option; the key has none."""

    text: str
    why: str
    is_correct: bool = False
    right_if: str = ""
    mistake: str = ""

    @property
    def confuses(self) -> list[str]:
        return [self.mistake] if self.mistake else []


@dataclass(frozen=True)
class Variant:
    """Texts are Markdown. The options stand in no telling order: see `shuffled`."""

    stem: str
    options: list[VariantOption]
    references: list[str] = field(default_factory=list)
    kind: str = "single"

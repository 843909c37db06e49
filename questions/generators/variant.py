"""What a generator returns for a seed: one complete question."""

from dataclasses import dataclass


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
    """Texts are Markdown; the options stand in an order drawn by the seed."""

    stem: str
    options: list[VariantOption]
    references: tuple[str, ...] = ()
    kind: str = "single"

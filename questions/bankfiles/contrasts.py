"""Which questions make people choose between two ideas that they confuse."""

from collections.abc import Iterable

from questions.bankfiles.bank import BankFiles
from questions.bankfiles.sources import QuestionSource
from questions.bankfiles.syllabus import ContrastSource


def contrasted(bank: BankFiles) -> dict[str, list[str]]:
    """The ids of the questions of each pair, in the order of contrasts.toml."""
    return {
        contrast.id: [q.id for q in bank.questions if _contrasts(q, contrast)]
        for contrast in bank.syllabus.contrasts.values()
    }


def _contrasts(question: QuestionSource, contrast: ContrastSource) -> bool:
    """Both sides are touched, and one of them by the tag of a wrong option."""
    tags = {tag for option in question.options for tag in option.confuses}
    touched = tags | set(question.topics)
    one, other = contrast.sides
    return bool(touched & one and touched & other and tags & (one | other))


def contrasts_markdown(bank: BankFiles) -> Iterable[str]:
    """A table of the pairs with their questions."""
    found = contrasted(bank)
    empty = [name for name, questions in found.items() if not questions]
    yield f"## Pairs that people confuse: {len(found)}\n"
    yield f"Without a question: {', '.join(empty) or 'none'}.\n"
    yield "| Pair | What decides | Questions |"
    yield "|---|---|--:|"
    for contrast in bank.syllabus.contrasts.values():
        count = len(found[contrast.id])
        yield f"| {contrast.id} | {contrast.decides} | {count} |"

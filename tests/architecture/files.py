"""The files that the rules of the house are about."""

from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = ROOT / "templates"
CSS = ROOT / "static" / "css"
JS = ROOT / "static" / "js"


@cache
def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def templates() -> list[Path]:
    return sorted(TEMPLATES.rglob("*.html"))


def is_page(path: Path) -> bool:
    """Pages extend a base; everything else is included somewhere."""
    return "{% extends" in read(path)


def components() -> list[Path]:
    return sorted((TEMPLATES / "components").glob("*.html"))


def stylesheets() -> list[Path]:
    return sorted(CSS.rglob("*.css"))


def scripts() -> list[Path]:
    return sorted(JS.rglob("*.js"))

"""`analytics simulate`: the product in small, against a truth that is known.

The full run takes some minutes and writes docs/algorithms/simulation.md; --quick runs
a hundredth of it and only prints.
"""

from argparse import ArgumentParser
from importlib import import_module
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

BEGIN, END = "<!-- simulated: begin -->", "<!-- simulated: end -->"
PAGE = Path("docs") / "algorithms" / "simulation.md"
QUICK = {"nights": 3, "students_per_night": 15, "controls": 10}


def add_simulate(parser: ArgumentParser) -> None:
    parser.add_argument("--seed", type=int, help="another world and other people")
    parser.add_argument("--quick", action="store_true", help="a few people, no file")
    parser.add_argument(
        "--markdown",
        type=Path,
        default=settings.BASE_DIR / PAGE,
        help="write the report between the two marks of this file",
    )


def simulate(command: BaseCommand, options: dict[str, Any]) -> None:
    # Loads numpy, which no other command needs to wait for.
    simulation = import_module("analytics.simulation")
    chosen: dict[str, Any] = dict(QUICK) if options["quick"] else {}
    if options["seed"] is not None:
        chosen["seed"] = options["seed"]
    report = simulation.simulate(simulation.Settings(**chosen), command.stderr.write)
    page = report.markdown()
    command.stdout.write(page)
    if not options["quick"]:
        write_between_marks(options["markdown"], page)


def write_between_marks(path: Path, body: str) -> None:
    """What people wrote around the marks stays."""
    text = path.read_text(encoding="utf-8") if path.exists() else f"{BEGIN}\n{END}\n"
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    path.write_text(f"{before}{BEGIN}\n{body}{END}{after}", encoding="utf-8")

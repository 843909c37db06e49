"""The command lines of ./run and ./test."""

import argparse
import sys
from pathlib import Path

from lib.embedded import backup, checks, runner
from lib.embedded.console import complain
from lib.embedded.errors import GroundError, StopRequestedError

EPILOG = """\
PostgreSQL and Redis come along; DATABASE_URL and REDIS_URL name others.
PASSLINE_HOME names another folder for data, mail and logs.
"""


def main(root: str, command: str, words: list[str]) -> int:
    try:
        if command == "test":
            return checks.test(Path(root), words)
        return _run(Path(root), words)
    except GroundError as error:
        complain(str(error))
        return 1
    except (KeyboardInterrupt, StopRequestedError):
        complain("Stopped.")
        return 130


def _run(root: Path, words: list[str]) -> int:
    chosen = _parser().parse_args(words)
    if chosen.command == "backup":
        return _back_up(root, chosen.words)
    if chosen.command == "restore":
        return backup.restore(root, Path(chosen.file))
    options = runner.Options(
        host=chosen.host,
        port=chosen.port,
        has_demo=not chosen.no_demo,
        class_size=chosen.class_size,
        is_production_like=chosen.production_like,
    )
    return runner.run(root, options)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="./run",
        description="Start Passline here, or back up and restore its data.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    option = parser.add_argument
    option("--port", type=_port, default=8000, help="default: 8000")
    option("--host", default="127.0.0.1", help="0.0.0.0 opens it to the network")
    option("--no-demo", action="store_true", help="make no demo people")
    option(
        "--class",
        dest="class_size",
        metavar="N",
        type=_size,
        default=runner.CLASS_SIZE,
        help="people in the class of the demo, with ten weeks behind them; 0: none",
    )
    option(
        "--production-like",
        action="store_true",
        help="production settings, hashed static files, second factor for staff",
    )
    commands = parser.add_subparsers(dest="command", metavar="backup | restore")
    backing = commands.add_parser(
        "backup",
        help="write database and media to FILE; “backup verify FILE” tries a file",
        usage="./run backup FILE | ./run backup verify FILE",
    )
    backing.add_argument("words", nargs="+", metavar="[verify] FILE")
    restoring = commands.add_parser(
        "restore", help="replace database and media by those in FILE"
    )
    restoring.add_argument("file", metavar="FILE")
    return parser


def _back_up(root: Path, words: list[str]) -> int:
    match words:
        case ["verify", file]:
            return backup.verify(root, Path(file))
        case [file] if file != "verify":
            return backup.back_up(root, Path(file))
    raise GroundError("Name one file: ./run backup FILE, or ./run backup verify FILE.")


def _port(text: str) -> int:
    if text.isdigit() and int(text) < 65536:
        return int(text)
    raise argparse.ArgumentTypeError(f"{text} is no port; choose one below 65536")


def _size(text: str) -> int:
    if text.isdigit():
        return int(text)
    raise argparse.ArgumentTypeError(f"{text} is no number of people")


def front() -> int:
    """Called by the shell front: this folder, which command, and its words."""
    root, command, *words = sys.argv[1:]
    return main(root, command, words)

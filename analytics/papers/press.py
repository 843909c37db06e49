"""The press: typesets one document in a process of its own, within limits.

`python -m analytics.papers.press` reads {"source", "data"} as JSON and writes a PDF.
What is told (`data`) reaches the document as values and is never read as its source.
"""

import json
import resource
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

SECONDS = 60  # of the processor
PATIENCE = 180  # seconds that somebody waits for it
MEMORY = 1_000_000_000  # bytes of address space


class NotTypeset(Exception):
    """The document could not be made; the words are the compiler's."""


def typeset(source: Path, data: Any) -> bytes:
    """The PDF of this Typst file told these values. Raises NotTypeset."""
    told = json.dumps({"source": str(source), "data": data})
    command = [sys.executable, "-m", "analytics.papers.press"]
    root = Path(__file__).resolve().parents[2]
    try:
        done = subprocess.run(  # noqa: S603  # REASON: our own module, nothing typed by anybody
            command,
            input=told.encode(),
            capture_output=True,
            timeout=PATIENCE,
            cwd=root,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise NotTypeset(f"It took more than {PATIENCE} seconds.") from error
    if done.returncode:
        words = done.stderr.decode(errors="replace").strip().splitlines()
        raise NotTypeset(words[-1] if words else f"It ended with {done.returncode}.")
    return done.stdout


def _limit() -> None:
    for what, most in (
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_AS, MEMORY),
    ):
        # Not every system keeps every limit.
        with suppress(OSError, ValueError):
            resource.setrlimit(what, (most, most))


def _compile(source: bytes, data: str) -> bytes:
    """PDF/UA, which assistive technology can read; where a glyph is in no font of
    this machine, tagged all the same, without the claim."""
    import typst  # here: only this process pays for it

    told = {"data": data}
    try:
        made = typst.compile(source, sys_inputs=told, pdf_standards=["ua-1"])
    except typst.TypstError as error:
        if "could not be displayed" not in str(error):
            raise
        made = typst.compile(source, sys_inputs=told)
    return bytes(made)


def main() -> None:
    _limit()
    told = json.load(sys.stdin)
    source = Path(told["source"]).read_bytes()
    sys.stdout.buffer.write(_compile(source, json.dumps(told["data"])))


if __name__ == "__main__":
    main()

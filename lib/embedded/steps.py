"""Commands that run once and end, and that Ctrl-C may interrupt."""

import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from lib.embedded.errors import GroundError
from lib.embedded.processes import signal_group
from lib.embedded.service import Pause

TAIL = 15


@dataclass(frozen=True)
class Result:
    code: int
    output: str

    def end(self) -> str:
        return "\n".join(f"    {line}" for line in self.output.splitlines()[-TAIL:])


@dataclass(frozen=True)
class Steps:
    folder: Path
    log: Path
    pause: Pause = time.sleep

    def run(self, command: Sequence[str], environ: Mapping[str, str]) -> Result:
        began = time.monotonic()
        with tempfile.TemporaryFile() as out:
            process = subprocess.Popen(  # noqa: S603  # REASON: our own command, no shell
                command,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                cwd=self.folder,
                env=dict(environ),
                start_new_session=True,
            )
            self._await(process)
            out.seek(0)
            output = out.read().decode("utf-8", "replace")
        self._write_down(command, output, time.monotonic() - began)
        return Result(process.returncode, output)

    def must(
        self, what: str, command: Sequence[str], environ: Mapping[str, str]
    ) -> str:
        result = self.run(command, environ)
        if result.code:
            raise GroundError(f"{what} failed. It said:\n{result.end()}")
        return result.output

    def quietly(self, environ: Mapping[str, str]) -> Callable[[Sequence[str]], str]:
        """For the virtual environment: "" or the end of what went wrong."""

        def run(command: Sequence[str]) -> str:
            result = self.run(command, environ)
            return (result.end() or "    (nothing)") if result.code else ""

        return run

    def _await(self, process: subprocess.Popen[bytes]) -> None:
        try:
            while process.poll() is None:
                self.pause(0.05)
        except BaseException:
            signal_group(process.pid, signal.SIGTERM)
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                signal_group(process.pid, signal.SIGKILL)
                process.wait()
            raise

    def _write_down(self, command: Sequence[str], output: str, seconds: float) -> None:
        if self.log.parent.is_dir():
            with self.log.open("a", encoding="utf-8") as log:
                log.write(f"$ {' '.join(command)}  # {seconds:.1f} s\n{output}\n")

"""Processes that work beside one end with it, however it ends."""

import os
import subprocess
import sys

import pytest

# Prints something once a pool works, then waits to be killed.
HOLDER = """
import os, time
from lib.pools import pool_of

if __name__ == "__main__":
    with pool_of(2) as pool:
        print(pool.submit(os.getpid).result(), flush=True)
        time.sleep(600)
"""


@pytest.fixture
def holder(tmp_path):
    """A process with a pool; it is killed in any case."""
    script = tmp_path / "holder.py"
    script.write_text(HOLDER)
    process = subprocess.Popen(
        [sys.executable, str(script)],
        stdout=subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
    )
    yield process
    process.kill()
    process.communicate()


class PoolTests:
    def test_a_killed_holder_leaves_nobody_behind(self, holder) -> None:
        assert holder.stdout.readline()
        holder.kill()
        # Its processes hold the other end: the file ends when the last of them does.
        assert holder.communicate(timeout=60)[0] == b""

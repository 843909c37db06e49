"""Processes that work beside this one with Django of their own, and end with it.

Here, because such a process reads its first function before Django is set up: the
module that holds it may import no model.
"""

import os
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context, parent_process
from threading import Thread

import django


def pool_of(processes: int) -> ProcessPoolExecutor:
    """Spawned, not forked: a connection serves one process."""
    context = get_context("spawn")
    return ProcessPoolExecutor(processes, context, initializer=_begin)


def _begin() -> None:
    django.setup()
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """One that was killed tells nobody, and its processes would wait for ever."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)

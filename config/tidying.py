"""Garbage is collected between requests, while there is little else to look through.

Django's pages leave cycles (a context knows its layers, and they know it) that hold on
to the whole page. Waiting for the collector's own turn kept megabytes of them in each
process; taking it up in the middle of a page would look through the page as well.
"""

import gc
from collections.abc import Callable, Iterable
from typing import Any

PLENTY = 400  # containers made since and not freed: what one page leaves
RARELY = 16  # in so many turns once also what others were at work on at that moment

Application = Callable[[dict[str, Any], Any], Iterable[bytes]]


class Tidied:
    """A WSGI application that collects what earlier requests have left."""

    def __init__(self, application: Application) -> None:
        self.application = application
        self.turns = 0

    def __call__(self, environ: dict[str, Any], respond: Any) -> Iterable[bytes]:
        if gc.get_count()[0] > PLENTY:
            self.turns += 1
            gc.collect(2 if self.turns % RARELY == 0 else 1)
        return self.application(environ, respond)

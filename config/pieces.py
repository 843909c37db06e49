"""Bodies that come in pieces (chunked), of a length that nobody told.

Django reads as much as Content-Length says, and nothing without it.
"""

import os
from collections.abc import Iterable
from tempfile import SpooledTemporaryFile
from typing import Any

from config.tidying import Application

MAX_IN_PIECES = 24 * 1024 * 1024  # more than the largest file that a page takes
MAX_IN_MEMORY = 2 * 1024 * 1024
PIECE = 64 * 1024


class Measured:
    """A WSGI application that tells Django the length of a body that came in pieces.

    Of one that is too long only the beginning is kept, still too long to be taken.
    """

    def __init__(self, application: Application) -> None:
        self.application = application

    def __call__(self, environ: dict[str, Any], respond: Any) -> Iterable[bytes]:
        if "CONTENT_LENGTH" in environ or "HTTP_TRANSFER_ENCODING" not in environ:
            return self.application(environ, respond)
        with SpooledTemporaryFile(max_size=MAX_IN_MEMORY) as body:
            _copy(environ["wsgi.input"], body)
            environ["CONTENT_LENGTH"] = str(body.tell())
            body.seek(0, os.SEEK_SET)
            environ["wsgi.input"] = body
            return self.application(environ, respond)


def _copy(source: Any, target: Any) -> None:
    while target.tell() <= MAX_IN_PIECES and (piece := source.read(PIECE)):
        target.write(piece)

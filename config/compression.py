"""Pages are compressed on the way out: quickly, and only where it is worth it."""

import secrets
import zlib

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.utils.cache import patch_vary_headers

# Half the time of Django's 6 for an eighth more bytes, on the page of an exam.
LEVEL = 3
# What fits into one packet anyway, as the reply to a save does.
SMALL = 1_000  # bytes
NAMED = b"\x1f\x8b\x08\x08\x00\x00\x00\x00\x00\xff"  # a gzip header, a name follows


class CompressionMiddleware(GZipMiddleware):
    """Django's, with less work for each page, and the same defence against BREACH."""

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        if response.streaming or response.has_header("Content-Encoding"):
            return super().process_response(request, response)
        content: bytes = response.content  # type: ignore[attr-defined]  # REASON: not streaming
        if len(content) < SMALL:
            return response
        if "gzip" in request.META.get("HTTP_ACCEPT_ENCODING", ""):
            padding = secrets.randbelow(self.max_random_bytes)
            packed = compressed(content, padding=padding)
            response.content = packed  # type: ignore[attr-defined]  # REASON: not streaming
            response["Content-Length"] = str(len(packed))
            response["Content-Encoding"] = "gzip"
            _weaken(response)
        patch_vary_headers(response, ["Accept-Encoding"])
        return response


def compressed(content: bytes, *, padding: int) -> bytes:
    """A gzip file whose length tells less: its name is so many letters long."""
    squeeze = zlib.compressobj(LEVEL, wbits=-zlib.MAX_WBITS)
    body = squeeze.compress(content) + squeeze.flush()
    tail = zlib.crc32(content).to_bytes(4, "little")
    tail += (len(content) & 0xFFFFFFFF).to_bytes(4, "little")
    return NAMED + b"a" * padding + b"\x00" + body + tail


def _weaken(response: HttpResponseBase) -> None:
    """RFC 9110, 8.8.1: other bytes may not have the same strong tag."""
    tag = response.get("ETag", "")
    if tag.startswith('"'):
        response["ETag"] = f"W/{tag}"

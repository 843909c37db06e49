"""How requests are read, before any door: slashes, and what no text holds."""

from collections.abc import Callable
from typing import Any

from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponsePermanentRedirect,
    QueryDict,
)
from django.middleware.common import CommonMiddleware

from config.errors import is_api, refusal
from lib.problems import Problem

NUL = "\x00"
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
REFUSED = Problem(
    "nul-character",
    400,
    "This request could not be read",
    "It has a character in it that no text has (NUL). Take it out and try again.",
)


class SameAgain(HttpResponsePermanentRedirect):
    """308: who follows it sends the same again; after 301 a POST becomes a GET."""

    status_code = 308


class SlashMiddleware(CommonMiddleware):
    """An address without its last slash leads to the one with it."""

    response_redirect_class = SameAgain


class NulMiddleware:
    """PostgreSQL's texts hold no NUL: in addresses and forms it is refused at once.

    JSON is left to its own doors: an operation keeps what it was sent.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_: Any) -> HttpResponse | None:
        """After the CSRF check, which has read the form already."""
        is_form = request.content_type in FORMS and not is_api(request)
        is_read = _is_clean(request.GET) and (not is_form or _is_clean(request.POST))
        return None if is_read else refusal(request, REFUSED)


def _is_clean(fields: QueryDict) -> bool:
    return not any(
        NUL in word for name, told in fields.lists() for word in (name, *told)
    )

"""Every error becomes a page or a problem document here, and nowhere else."""

import logging
import sys
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.core.exceptions import (
    DisallowedHost,
    RequestDataTooBig,
    TooManyFilesSent,
)
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import exception_handler

from lib.problems import Problem

logger = logging.getLogger("passline.errors")
PROBLEM_TYPE = "application/problem+json"
RETRY_SECONDS = 2
UNAVAILABLE = Problem(
    "unavailable",
    503,
    "The server is busy",
    "Nothing was lost. Your answers are kept here and sent again in a moment.",
)


def is_api(request: HttpRequest) -> bool:
    return request.path.startswith("/api/")


class UnavailableMiddleware:
    """With the database away, say 503 and when to try again; speak of refusals."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(
        self, request: HttpRequest, error: Exception
    ) -> HttpResponse | None:
        if isinstance(error, Problem):
            return refusal(request, error)
        if isinstance(error, OperationalError | InterfaceError):
            return unavailable(request, error)
        return None


def unavailable(request: HttpRequest, error: Exception) -> HttpResponse:
    logger.error("database away on %s: %s", request.path, error)
    return refusal(request, UNAVAILABLE)


def refusal(request: HttpRequest, problem: Problem) -> HttpResponse:
    if is_api(request):
        response: HttpResponse = JsonResponse(
            problem.as_dict(), status=problem.status, content_type=PROBLEM_TYPE
        )
    else:
        is_plain = problem.status == UNAVAILABLE.status
        context = {"problem": problem, "is_plain": is_plain}
        response = render(
            request, "errors/problem.html", context, status=problem.status
        )
    for name, value in retry_after(problem).items():
        response[name] = value
    return response


def problem_response(error: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's exception handler: every refusal is a problem document."""
    if isinstance(error, Problem):
        return _problem(error)
    if isinstance(error, OperationalError | InterfaceError):
        logger.error("database away: %s", error)
        return _problem(UNAVAILABLE)
    if isinstance(error, exceptions.ValidationError):
        return _problem(
            Problem(
                "invalid-request",
                400,
                "The request is not usable",
                "Correct the fields named under `errors` and send it again.",
                errors=error.detail,
            )
        )
    if isinstance(error, RecursionError):
        return _problem(
            Problem(
                "bad-request", 400, "The JSON nests too deeply", "Use fewer levels."
            )
        )
    response_or_none = exception_handler(error, context)
    if response_or_none is None:
        return None
    return _as_problem(response_or_none, error)


def _as_problem(response: Response, error: Exception) -> Response:
    phrase = HTTPStatus(response.status_code).phrase
    detail = getattr(error, "detail", "") or PAGES.get(response.status_code, [""])[-1]
    slug = phrase.lower().replace(" ", "-")
    body = Problem(slug, response.status_code, phrase, str(detail)).as_dict()
    response.data = body
    response.content_type = PROBLEM_TYPE
    return response


def _problem(problem: Problem) -> Response:
    return Response(
        problem.as_dict(),
        status=problem.status,
        content_type=PROBLEM_TYPE,
        headers=retry_after(problem),
    )


def retry_after(problem: Problem) -> dict[str, str]:
    """A refusal for the moment says when to come back."""
    is_momentary = problem.status == UNAVAILABLE.status
    usual = RETRY_SECONDS if is_momentary else None
    seconds = problem.extra.get("retry_after_seconds", usual)
    return {} if seconds is None else {"Retry-After": str(seconds)}


PAGES = {
    400: ("bad-request", "This request could not be read", "Go back and try again."),
    403: ("forbidden", "This is not yours to see", "Sign in as somebody who may."),
    404: ("not-found", "There is nothing here", "Check the address, or start at home."),
    429: ("too-many-requests", "That was a lot at once", "Wait a few minutes, please."),
    413: ("too-large", "That is too much at once", "Send less in one request."),
    500: (
        "server-error",
        "Something broke on our side",
        "Your saved answers are safe. Try again in a moment.",
    ),
}


def _page(request: HttpRequest, status: int) -> HttpResponse:
    slug, title, detail = PAGES[status]
    return refusal(request, Problem(slug, status, title, detail))


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    if isinstance(exception, DisallowedHost):
        return refusal(request, wrong_host())
    too_big = isinstance(exception, RequestDataTooBig | TooManyFilesSent)
    return _page(request, 413 if too_big else 400)


def wrong_host() -> Problem:
    return Problem(
        "unknown-host",
        400,
        "This site does not answer to that name",
        f"Its address is {settings.BASE_URL}.",
    )


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _page(request, 403)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _page(request, 404)


def too_many_requests(
    request: HttpRequest, exception: Exception | None = None
) -> HttpResponse:
    return _page(request, 429)


def server_error(request: HttpRequest) -> HttpResponse:
    # What breaks in a middleware (the session is read there) arrives here alone.
    error = sys.exc_info()[1]
    if isinstance(error, OperationalError | InterfaceError):
        return unavailable(request, error)
    return _page(request, 500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    problem = Problem(
        "csrf",
        403,
        "This page is too old to send",
        "Reload the page and send it again. Saved answers are safe.",
    )
    return refusal(request, problem)

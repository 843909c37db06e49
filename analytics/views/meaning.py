"""What one attempt said about the person who sat it, and how others answered."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.access import member_of, person_of, require_member, require_person
from analytics import selectors
from exams import access, services
from exams.models import Attempt
from lib.numbers import whole

POLLS = 30  # of two seconds each; then the page says where to look later


def _read(request: HttpRequest, attempt_id: UUID) -> Attempt:
    """The person's own attempt, settled and released; reading it is noted."""
    found = access.attempt_for(member_of(request), attempt_id)
    attempt = services.settle_attempt(attempt=found)
    if not attempt.is_running:
        services.reveal_result(attempt=access.released(attempt))
    return attempt


@never_cache
@require_safe
@require_member
def meaning(request: HttpRequest, attempt_id: UUID) -> HttpResponse:
    attempt = _read(request, attempt_id)
    if attempt.is_running:
        return redirect("exams:run", attempt_id)
    context = {"page": selectors.meaning_of(attempt)}
    return render(request, "analytics/meaning.html", context)


@never_cache
@require_safe
@require_member
def forecast_change(request: HttpRequest, attempt_id: UUID) -> HttpResponse:
    """A piece of the result page; it asks again until the answers are taken in."""
    attempt = _read(request, attempt_id)
    if attempt.is_running:
        return redirect("exams:run", attempt_id)
    change = selectors.change_by(attempt)
    context = {
        "attempt": attempt,
        "change": change,
        "is_kept_back": change is None and selectors.is_kept_back(attempt),
        "asked": (whole(request.GET.get("asked", "")) or 0) + 1,
        "polls": POLLS,
    }
    return render(request, "analytics/forecast_change.html", context)


@never_cache
@require_safe
@require_person
def others(request: HttpRequest, attempt_id: UUID, position: int) -> HttpResponse:
    """How others answered a question of a result; a piece of its page, or a page."""
    asked = access.released_question_for(person_of(request), attempt_id, position)
    # This page shows the key as well.
    services.reveal_result(attempt=asked.attempt)
    piece = "#piece" if request.headers.get("HX-Request") else ""
    context = {"asked": asked, "openness": selectors.openness_of(asked)}
    return render(request, f"analytics/others.html{piece}", context)

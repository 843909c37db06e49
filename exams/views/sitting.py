"""Sitting an exam: the runner, and the same without JavaScript."""

from collections import Counter
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import time_format
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HttpResponseClientRefresh

from accounts.access import person_of, require_person
from exams import access, forms, selectors, services
from exams.models import Attempt, AttemptState, FinishReason
from exams.services.save import Saved
from exams.views.moulds import question_html
from lib.words import counted


@never_cache
@require_safe
@require_person
def run(request: HttpRequest, pk: UUID) -> HttpResponse:
    attempt = services.close_if_over(attempt=access.attempt_for(person_of(request), pk))
    if attempt.paused_at is not None:
        return _paused(request, attempt)
    if request.headers.get("HX-Request"):
        return HttpResponseClientRefresh()  # the pause that was waited for is over
    if not attempt.is_running:
        return redirect("exams:result", pk)
    questions = selectors.form_questions(attempt)
    state = services.shown_state(attempt)
    body = selectors.attempt_body(attempt, questions, state=state)
    pages = selectors.form_pages(questions, body)
    context = {
        "attempt": attempt,
        "form": body | {"title": attempt.title},
        "questions": pages,
        "questions_html": [
            question_html(page, is_checkable=attempt.is_checked, total=len(pages))
            for page in pages
        ],
    }
    return render(request, "exams/runner.html", context)


def _paused(request: HttpRequest, attempt: Attempt) -> HttpResponse:
    """No question is shown in a pause; the page asks again by itself."""
    services.note_contact(attempt=attempt)
    context = {"attempt": attempt, "pause": selectors.pause_body(attempt)}
    is_piece = request.headers.get("HX-Request")
    name = "exams/paused_body.html" if is_piece else "exams/paused.html"
    return render(request, name, context)


@require_POST
@require_person
def save(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The form as a whole, from a browser without JavaScript."""
    user = person_of(request)
    attempt = access.attempt_for(user, pk)
    questions = selectors.form_questions(attempt)
    saved = services.save_page(
        user=user, attempt_id=pk, answers=forms.page_answers(request.POST, questions)
    )
    _tell(request, saved)
    if request.POST.get("action") == "save":
        return redirect("exams:run", pk)
    return redirect("exams:review", pk)


def _tell(request: HttpRequest, saved: Saved) -> None:
    """Saved is what was accepted, and nothing else (I7)."""
    counts = Counter(row.verdict for row in saved.rows)
    if saved.attempt.paused_at is not None and counts["late"]:
        text = f"{counted(counts['late'], 'answer')} not saved: the exam was paused"
        messages.warning(request, f"{text} before. Choose again when it goes on.")
        return
    if services.shown_state(saved.attempt) != AttemptState.RUNNING or counts["late"]:
        messages.warning(request, _after_the_end(saved.attempt))
        return
    refused = counts["invalid"] + counts["closed"]
    if refused:
        text = f"{counted(refused, 'answer')} not saved"
        messages.warning(request, f"{text}: choose only as many as are asked for.")
    if counts["accepted"] or not refused:
        messages.success(request, _saved(saved.attempt, counts["accepted"]))


def _after_the_end(attempt: Attempt) -> str:
    if attempt.finish_reason == FinishReason.SUBMITTED:
        return "Your answers were handed in before; nothing was changed."
    return "Time was over when this arrived. The result says what it would count."


def _saved(attempt: Attempt, count: int) -> str:
    at = time_format(timezone.localtime(attempt.clock), "H:i:s")
    if not count:
        return f"Everything was saved already, {at}."
    return f"{counted(count, 'answer')} saved, {at}."


@never_cache
@require_safe
@require_person
def review(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The review screen without JavaScript: what is open, and the second step."""
    attempt = services.close_if_over(attempt=access.attempt_for(person_of(request), pk))
    if not attempt.is_running:
        return redirect("exams:result", pk)
    context = selectors.review_page(attempt)
    return render(request, "exams/runner_review.html", context)


@require_POST
@require_person
def submit(request: HttpRequest, pk: UUID) -> HttpResponse:
    services.submit_page(user=person_of(request), attempt_id=pk)
    return redirect("exams:result", pk)

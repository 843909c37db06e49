"""Sitting an exam: the runner, and the same without JavaScript."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import time_format
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from accounts.access import person_of, require_person
from exams import access, forms, selectors, services
from exams.models import Attempt


@never_cache
@require_GET
@require_person
def run(request: HttpRequest, pk: UUID) -> HttpResponse:
    attempt = services.close_if_over(attempt=access.attempt_for(person_of(request), pk))
    if not attempt.is_running:
        return redirect("exams:result", pk)
    questions = selectors.form_questions(attempt)
    state = services.shown_state(attempt)
    body = selectors.attempt_body(attempt, questions, state=state)
    context = {
        "attempt": attempt,
        "form": body | {"title": attempt.title},
        "questions": selectors.form_pages(questions, body),
    }
    return render(request, "exams/runner.html", context)


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
    _tell(request, saved.attempt, len(saved.rows))
    if request.POST.get("action") == "save":
        return redirect("exams:run", pk)
    return redirect("exams:review", pk)


def _tell(request: HttpRequest, attempt: Attempt, count: int) -> None:
    if attempt.is_over(attempt.clock) or not attempt.is_running:
        messages.warning(request, "Time is over: these answers were handed in.")
        return
    at = time_format(timezone.localtime(attempt.clock), "H:i:s")
    word = "answer" if count == 1 else "answers"
    changed = f"{count} {word} saved" if count else "Everything was saved already"
    messages.success(request, f"{changed}, {at}.")


@never_cache
@require_GET
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

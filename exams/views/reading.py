"""Reading a result: the verdict, every question with its reasons, what to do next."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.access import (
    is_member,
    member_of,
    person_of,
    require_member,
    require_person,
)
from exams import access, selectors, services
from exams.models import Attempt, Mode
from questions.forms import ReportForm
from questions.selectors import open_report_of
from questions.services import report_question


def _released(request: HttpRequest, pk: UUID) -> Attempt:
    """The person's own attempt, settled and released; its reveal is noted."""
    found = access.attempt_for(person_of(request), pk)
    attempt = services.settle_attempt(attempt=found)
    if attempt.is_running:
        return attempt
    services.reveal_result(attempt=access.released(attempt))
    return attempt


@never_cache
@require_safe
@require_person
def result(request: HttpRequest, pk: UUID) -> HttpResponse:
    user = person_of(request)
    attempt = services.settle_attempt(attempt=access.attempt_for(user, pk))
    if attempt.is_running:
        return redirect("exams:run", pk)
    if attempt.is_hidden:
        return _unreleased(request, attempt)
    services.reveal_result(attempt=access.released(attempt))
    page = selectors.result_page(attempt)
    context: dict[str, Any] = {
        "page": page,
        "narrowed": page.narrowed(request.GET.get("show", "")),
        "steps": selectors.steps_told(attempt),
    }
    if is_member(user):
        context["offer"] = selectors.drill_offer(user, attempt.guide, page.examined)
    if attempt.mode == Mode.DIAGNOSTIC:
        return render(request, "exams/diagnostic_result.html", context)
    return render(request, "exams/result.html", context)


def _unreleased(request: HttpRequest, attempt: Attempt) -> HttpResponse:
    """That it was handed in, and when there will be more to read."""
    context = {
        "attempt": attempt,
        "released": access.release_words(attempt),
        "answered": selectors.answered_count(attempt),
        "asked": attempt.questions.count(),
        "steps": selectors.steps_told(attempt),
    }
    return render(request, "exams/unreleased.html", context)


@never_cache
@require_safe
@require_person
def question(request: HttpRequest, pk: UUID, position: int) -> HttpResponse:
    attempt = _released(request, pk)
    if attempt.is_running:
        return redirect("exams:run", pk)
    return _question(request, attempt, position, ReportForm())


def _question(
    request: HttpRequest, attempt: Attempt, position: int, form: ReportForm
) -> HttpResponse:
    show = request.GET.get("show", "")
    page = access.question_page_for(attempt, position, show)
    context = {
        "page": page,
        "report": open_report_of(person_of(request), page.row.revision_id),
        "report_form": form,
    }
    status = 400 if form.errors else 200
    return render(request, "exams/question.html", context, status=status)


@require_POST
@require_person
def report(request: HttpRequest, pk: UUID, position: int) -> HttpResponse:
    user = person_of(request)
    asked = access.released_question_for(user, pk, position)
    form = ReportForm(request.POST)
    if not form.is_valid():
        # This page shows the key as well.
        services.reveal_result(attempt=asked.attempt)
        return _question(request, asked.attempt, position, form)
    is_first = open_report_of(user, asked.revision_id) is None
    report_question(
        revision=asked.revision,
        reporter=user,
        context=selectors.report_place(asked),
        **form.cleaned_data,
    )
    told = "An instructor will read your report." if is_first else "It was added."
    messages.success(request, f"Thank you. {told}")
    show = {"show": request.GET["show"]} if "show" in request.GET else None
    return redirect(reverse("exams:question", args=[pk, position], query=show))


@never_cache
@require_safe
@require_person
def own_reports(request: HttpRequest) -> HttpResponse:
    """What this person reported, and what came of it."""
    context = {"reports": selectors.own_reports(person_of(request))}
    return render(request, "exams/own_reports.html", context)


@require_POST
@require_member
def count_late(request: HttpRequest, pk: UUID) -> HttpResponse:
    services.count_late_answers(user=member_of(request), attempt_id=pk)
    messages.success(request, "The late answers count now. The result says so.")
    return redirect("exams:result", pk)

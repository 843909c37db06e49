"""Reading a result: the verdict, every question with its reasons, what to do next."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.access import member_of, person_of, require_member, require_person
from exams import access, selectors, services
from exams.models import Attempt, Mode
from questions.forms import ReportForm
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
    attempt = _released(request, pk)
    if attempt.is_running:
        return redirect("exams:run", pk)
    page = selectors.result_page(attempt)
    context: dict[str, Any] = {"page": page, "show": request.GET.get("show", "")}
    if attempt.mode == Mode.DIAGNOSTIC:
        return render(request, "exams/diagnostic_result.html", context)
    return render(request, "exams/result.html", context)


@never_cache
@require_safe
@require_person
def question(request: HttpRequest, pk: UUID, position: int) -> HttpResponse:
    attempt = _released(request, pk)
    if attempt.is_running:
        return redirect("exams:run", pk)
    access.refuse_examined(attempt, position)
    context = selectors.question_page(attempt, position)
    form = ReportForm()
    return render(request, "exams/question.html", context | {"report_form": form})


@require_POST
@require_person
def report(request: HttpRequest, pk: UUID, position: int) -> HttpResponse:
    user = person_of(request)
    asked = access.released_question_for(user, pk, position)
    form = ReportForm(request.POST)
    if not form.is_valid():
        # This page shows the key as well.
        services.reveal_result(attempt=asked.attempt)
        context = selectors.question_page(asked.attempt, position)
        context["report_form"] = form
        return render(request, "exams/question.html", context, status=400)
    report_question(
        revision=asked.revision,
        reporter=user,
        context={"attempt": str(pk), "position": position, "seed": asked.variant_seed},
        **form.cleaned_data,
    )
    messages.success(request, "Thank you. An instructor will read your report.")
    return redirect("exams:question", pk, position)


@require_POST
@require_member
def count_late(request: HttpRequest, pk: UUID) -> HttpResponse:
    services.count_late_answers(user=member_of(request), attempt_id=pk)
    messages.success(request, "The late answers count now. The result says so.")
    return redirect("exams:result", pk)

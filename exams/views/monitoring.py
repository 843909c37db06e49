"""Watching an assignment while it is sat, and helping."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.access import member_of, require_teaching
from exams import access, interventions, selectors, services
from exams.forms.monitoring import RUNNING, LookForm, ManyForm, StepForm
from exams.models import Assignment, Attempt
from lib.problems import Problem


@require_teaching
@never_cache
@require_safe
def monitor(request: HttpRequest, assignment_id: int) -> HttpResponse:
    """The page; asked for by htmx, only what changes on it."""
    found = access.assignment_for(member_of(request), assignment_id)
    context = _monitor(request, found, request.GET)
    if request.headers.get("HX-Request"):
        context["is_piece"] = True
        return render(request, "exams/monitor_live.html", context)
    context["form"] = ManyForm(attempts=())
    return render(request, "exams/monitor.html", context)


def _monitor(
    request: HttpRequest, assignment: Assignment, chosen: QueryDict
) -> dict[str, Any]:
    """What is looked at stands in the address; who is ticked, in `chosen`."""
    look_form = LookForm(request.GET)
    look = look_form.look(ticked=chosen.getlist("attempt"))
    return {
        "page": selectors.monitor_of(assignment, timezone.now(), look),
        "look_form": look_form,
    }


@require_teaching
@require_POST
def act(request: HttpRequest, assignment_id: int) -> HttpResponse:
    """One step for many; what cannot be taken back is asked about once more."""
    found = access.assignment_for(member_of(request), assignment_id)
    attempts = selectors.latest_attempts(found)
    form = ManyForm(request.POST, attempts=[attempt.pk for attempt in attempts])
    if not form.is_valid():
        context = _monitor(request, found, request.POST) | {"form": form}
        return render(request, "exams/monitor.html", context, status=400)
    wanted = _wanted(found, form)
    if _is_unsure(request, form):
        named = [attempt for attempt in attempts if attempt.pk in wanted]
        return _confirm(request, found, form, named)
    _step(request, found, form, wanted)
    live = reverse("exams:assignment-monitor", args=[assignment_id])
    return redirect(live + LookForm(request.GET).look().query())


def _wanted(assignment: Assignment, form: ManyForm) -> set[UUID]:
    if form.cleaned_data["whom"] == RUNNING:
        return set(selectors.running_in(assignment))
    return set(form.cleaned_data["attempt"])


@require_teaching
@never_cache
@require_safe
def watched(request: HttpRequest, assignment_id: int, watched_id: UUID) -> HttpResponse:
    """One attempt: how it stands, what was done to it, what can be done."""
    assignment = access.assignment_for(member_of(request), assignment_id)
    attempt = access.watched_attempt(assignment, watched_id)
    return _watched(request, attempt, None)


def _watched(
    request: HttpRequest, attempt: Attempt, form: StepForm | None
) -> HttpResponse:
    facts = selectors.facts_of([attempt])[attempt.pk]
    context = {
        "attempt": attempt,
        "row": selectors.monitor_row(attempt, timezone.now()),
        "form": form or StepForm(steps=interventions.offered(facts)),
    }
    status = 400 if form else 200
    return render(request, "exams/monitor_one.html", context, status=status)


@require_teaching
@require_POST
def act_on(request: HttpRequest, assignment_id: int, watched_id: UUID) -> HttpResponse:
    assignment = access.assignment_for(member_of(request), assignment_id)
    attempt = access.watched_attempt(assignment, watched_id)
    form = StepForm(request.POST)
    if not form.is_valid():
        return _watched(request, attempt, form)
    if _is_unsure(request, form):
        return _confirm(request, assignment, form, [attempt])
    _step(request, assignment, form, {attempt.pk})
    return redirect("exams:monitor-one", assignment_id, watched_id)


def _is_unsure(request: HttpRequest, form: StepForm) -> bool:
    return form.is_destructive and "confirmed" not in request.POST


def _confirm(
    request: HttpRequest,
    assignment: Assignment,
    form: StepForm,
    attempts: Sequence[Attempt],
) -> HttpResponse:
    context = {"assignment": assignment, "form": form, "attempts": attempts}
    return render(request, "exams/monitor_confirm.html", context)


def _step(
    request: HttpRequest,
    assignment: Assignment,
    form: StepForm,
    attempts: Collection[UUID],
) -> None:
    """Take it and say so, or say why not."""
    told = form.cleaned_data
    asked = services.Asked(member_of(request), told["reason"], told["minutes"])
    try:
        outcome = services.intervene(
            assignment=assignment, attempts=attempts, step=told["step"], asked=asked
        )
    except Problem as problem:
        messages.error(request, problem.words)
    else:
        messages.success(request, f"{form.words}: {outcome.words}")

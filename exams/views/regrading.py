"""Repairing a wrong key: choose what is done, see whom it touches, do it, undo it."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.access import member_of, people_for, require_teaching
from exams import access, selectors, services
from exams.forms import RegradeForm, UndoForm
from exams.models import Regrade
from lib.numbers import whole
from lib.problems import Problem
from questions.access import question_for, revision_for
from questions.models import QuestionRevision

Step = Callable[[HttpRequest, Regrade], str]


@require_safe
@require_teaching
def regrade_list(request: HttpRequest) -> HttpResponse:
    context = {"regrades": selectors.regrades()}
    return render(request, "exams/regrade_list.html", context)


@require_teaching
def new(request: HttpRequest, question_slug: str, number: int) -> HttpResponse:
    """Choose what is done about a wording; then see what that would mean."""
    user = member_of(request)
    revision = revision_for(question_for(user, question_slug), number)
    form = RegradeForm(revision, request.POST or None)
    if form.is_valid():
        try:
            made = services.plan_regrade(
                revision=revision,
                by=user,
                remedy=form.cleaned_data["remedy"],
                key=form.key,
                reason=form.cleaned_data["reason"],
                now=timezone.now(),
            )
        except Problem as problem:
            form.add_error(None, problem.words)
        else:
            return redirect("exams:regrade", made.pk)
    return _new(request, revision, form)


def _new(
    request: HttpRequest, revision: QuestionRevision, form: RegradeForm
) -> HttpResponse:
    context = {
        "revision": revision,
        "decision": selectors.decisions_in_force([revision.pk]).get(revision.pk),
        "form": form,
        "asked": selectors.asked_count(revision),
        "earlier": selectors.regrades(revision.question),
    }
    status = 400 if form.errors else 200
    return render(request, "exams/regrade_new.html", context, status=status)


@require_safe
@require_teaching
def regrade(request: HttpRequest, regrade_id: UUID) -> HttpResponse:
    user = member_of(request)
    found = access.regrade_for(user, regrade_id)
    show, after = request.GET.get("show", ""), request.GET.get("after", "")
    page = selectors.regrade_page(found, people_for(user), show, whole(after) or 0)
    context = {"page": page, "undo_form": UndoForm()}
    return render(request, "exams/regrade.html", context)


@require_safe
@require_teaching
def progress(request: HttpRequest, regrade_id: UUID) -> HttpResponse:
    """The piece of the page that is asked for again while the job runs."""
    found = access.regrade_for(member_of(request), regrade_id)
    return render(request, "exams/regrade_progress.html", {"regrade": found})


def _step(step: Step) -> Callable[..., HttpResponse]:
    """A decision: do it and say so, or say why not; then the page again."""

    @require_POST
    @require_teaching
    @wraps(step)
    def view(request: HttpRequest, regrade_id: UUID) -> HttpResponse:
        found = access.regrade_for(member_of(request), regrade_id)
        try:
            messages.success(request, step(request, found))
        except Problem as problem:
            messages.error(request, problem.words)
        return redirect("exams:regrade", regrade_id)

    return view


@_step
def apply(request: HttpRequest, found: Regrade) -> str:
    by = member_of(request)
    services.apply_regrade(regrade=found, by=by, now=timezone.now())
    return "It holds from now on. Everybody who was asked is graded again."


@_step
def undo(request: HttpRequest, found: Regrade) -> str:
    form = UndoForm(request.POST)
    if not form.is_valid():
        raise Problem("no-reason", 409, "Nothing was taken back", "Say why, please.")
    told: dict[str, Any] = {"by": member_of(request), "now": timezone.now()}
    services.undo_regrade(regrade=found, **told, **form.cleaned_data)
    return "Taken back. Every grade is again what it was without it."


@require_POST
@require_teaching
def discard(request: HttpRequest, regrade_id: UUID) -> HttpResponse:
    found = access.regrade_for(member_of(request), regrade_id)
    slug = found.revision.question.slug
    services.discard_regrade(regrade=found)
    messages.success(request, "The preview is forgotten. Nothing was changed.")
    return redirect("questions:question", slug)

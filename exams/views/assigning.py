"""Assigning exams to cohorts, for who teaches them: list, form, one assignment."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from accounts.access import cohorts_for, member_of, require_teaching
from accounts.models import Cohort
from exams import access, selectors, services
from exams.forms.assigning import (
    AssignmentForm,
    NewAssignmentForm,
    ReasonForm,
    initial_of,
    initial_with,
    new_form,
)
from exams.models import Assignment, Exam
from exams.plans import Setting
from exams.selectors import Outlook
from lib.numbers import whole
from lib.problems import Problem

FORM, PIECE = "exams/assignment_form.html", "exams/assignment_live.html"


@require_teaching
@never_cache
@require_safe
def assignments(request: HttpRequest) -> HttpResponse:
    found = access.assignments_for(member_of(request))
    steps = {name: request.GET.get(name, "") for name in ("after", "before")}
    filters = {n: mark for n, mark in steps.items() if whole(mark) is not None}
    board = selectors.assignment_board(found, filters, timezone.now())
    return render(request, "exams/assignments.html", {"board": board})


@require_teaching
@never_cache
@require_safe
def assignment(request: HttpRequest, assignment_id: int) -> HttpResponse:
    found = access.assignment_for(member_of(request), assignment_id)
    return _page(request, found, ReasonForm())


def _page(
    request: HttpRequest, found: Assignment, withdraw_form: ReasonForm
) -> HttpResponse:
    page = selectors.assignment_page(found, timezone.now())
    context = {"page": page, "withdraw_form": withdraw_form}
    status = 400 if withdraw_form.errors else 200
    return render(request, "exams/assignment.html", context, status=status)


# --- New ----------------------------------------------------------------------


@require_teaching
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def assignment_new(request: HttpRequest) -> HttpResponse:
    """Blank, for one cohort (?cohort=), of one exam (?exam=), or like another
    assignment (?copy=); with the way back (?back=) to where it was chosen."""
    form = _new_form(request)
    if request.method != "POST" or not form.is_valid():
        return _new(request, form, _outlook(form))
    outlook = _outlook(form)
    if outlook and not (outlook.refusals or _unread(form, outlook)):
        made = services.create_assignment(
            actor=member_of(request),
            cohort=form.cleaned_data["cohort"],
            exam=form.cleaned_data["exam"],
            plan=form.plan,
            now=timezone.now(),
        )
        messages.success(request, f"“{made}” is assigned. The students are told.")
        return redirect("exams:assignment", made.pk)
    return _new(request, form, outlook)


def _new_form(request: HttpRequest) -> NewAssignmentForm:
    user = member_of(request)
    cohorts = cohorts_for(user).filter(archived_at=None)
    named = (request.GET.get(name, "") for name in ("cohort", "exam", "copy"))
    cohort, exam, copy = map(whole, named)
    initial: dict[str, Any] = {"cohort": cohort} if cohort else {}
    if exam:
        chosen = access.offered_exam_for(user, exam)
        initial |= initial_with(chosen, user.time_zone, timezone.now())
    if copy:
        like = access.assignment_for(user, copy)
        initial |= initial_of(like) | {"exam": like.exam_id}
    return new_form(user, cohorts, request.POST or None, initial)


def _new(
    request: HttpRequest, form: NewAssignmentForm, outlook: Outlook | None
) -> HttpResponse:
    context = {"assignment": None, "back_url": _way_back(request)}
    return _form_page(request, form, outlook, context)


def _way_back(request: HttpRequest) -> str:
    """A path of this site, or nothing."""
    told = request.GET.get("back", "")
    is_here = told.startswith("/") and url_has_allowed_host_and_scheme(told, None)
    return told if is_here else ""


@require_teaching
@require_POST
def assignment_outlook(request: HttpRequest) -> HttpResponse:
    """What a new one would mean: the piece of the page that follows the typing."""
    return _piece(request, _new_form(request))


# --- Changed ------------------------------------------------------------------


@require_teaching
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def assignment_change(request: HttpRequest, assignment_id: int) -> HttpResponse:
    found = access.assignment_for(member_of(request), assignment_id)
    form = AssignmentForm.of(found, request.POST or None)
    context: dict[str, Any] = {"assignment": found}
    outlook = _outlook(form, found) if form.is_bound and form.is_valid() else None
    if outlook and not (outlook.refusals or _unread(form, outlook)):
        try:
            return _changed(request, found, form)
        except Problem as problem:
            form.add_error(None, problem.words)
            context["count"] = problem.extra.get("count")
    return _form_page(request, form, outlook or _outlook(form, found), context)


def _changed(
    request: HttpRequest, found: Assignment, form: AssignmentForm
) -> HttpResponse:
    moved = services.change_assignment(
        actor=member_of(request),
        assignment=found,
        plan=form.plan,
        now=timezone.now(),
        confirmed=whole(request.POST.get("confirmed", "")),
    )
    messages.success(request, f"Saved. {moved.words}".strip())
    return redirect("exams:assignment", found.pk)


@require_teaching
@require_POST
def assignment_change_outlook(request: HttpRequest, assignment_id: int) -> HttpResponse:
    found = access.assignment_for(member_of(request), assignment_id)
    return _piece(request, AssignmentForm.of(found, request.POST), found)


@require_teaching
@require_POST
def assignment_withdraw(request: HttpRequest, assignment_id: int) -> HttpResponse:
    user = member_of(request)
    found = access.assignment_for(user, assignment_id)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form)
    now = timezone.now()
    services.withdraw_assignment(
        actor=user, assignment=found, now=now, **form.cleaned_data
    )
    messages.success(request, "Withdrawn. Nobody begins it any more; the rest stays.")
    return redirect("exams:assignment", found.pk)


# --- What it would mean -------------------------------------------------------


def _form_page(
    request: HttpRequest,
    form: AssignmentForm,
    outlook: Outlook | None,
    context: dict[str, Any],
) -> HttpResponse:
    status = 400 if form.errors else 200
    context |= {"form": form, "outlook": outlook}
    return render(request, FORM, context, status=status)


def _piece(
    request: HttpRequest, form: AssignmentForm, found: Assignment | None = None
) -> HttpResponse:
    form.is_valid()
    context = {"form": form, "outlook": _outlook(form, found)}
    return render(request, PIECE, context)


def _outlook(form: AssignmentForm, found: Assignment | None = None) -> Outlook | None:
    """Of a form that says enough; as it was sent, or as it begins."""
    setting = _setting(form, found)
    if setting is None or form.errors:
        return None
    plan = form.plan if found is None or form.is_bound else selectors.plan_of(found)
    now, is_new = timezone.now(), found is None
    return selectors.outlook(plan, setting, now=now, is_new=is_new)


def _setting(form: AssignmentForm, found: Assignment | None) -> Setting | None:
    if found is not None:
        return selectors.setting_for(found.exam, found.cohort, found)
    if not form.is_bound:
        return None
    exam: Exam | None = form.cleaned_data.get("exam")
    cohort: Cohort | None = form.cleaned_data.get("cohort")
    return selectors.setting_for(exam, cohort) if exam and cohort else None


def _unread(form: AssignmentForm, outlook: Outlook) -> bool:
    """Whether there is a warning that the author has not set aside."""
    return not {one.slug for one in outlook.warnings} <= form.accepted

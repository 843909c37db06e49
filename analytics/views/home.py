"""The start page, by who asks, and the first study plan."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from accounts.access import (
    cohorts_for,
    is_member,
    is_person,
    person_of,
    public,
    require_person,
)
from accounts.models import User
from analytics import selectors
from exams.access import assignments_for, attempt_for
from exams.models import Mode


@public
def home(request: HttpRequest) -> HttpResponse:
    """Landing for visitors; the next step for students; the bank for staff."""
    if not is_member(request.user):
        return _landing(request)
    if request.user.is_teaching:
        return _staff(request, request.user)
    student = selectors.student_home(request.user, timezone.now())
    return render(request, "analytics/student_home.html", {"home": student})


def _landing(request: HttpRequest) -> HttpResponse:
    page = selectors.landing(timezone.localdate())
    guest_attempt = None
    if is_person(request.user):
        guest_attempt = selectors.newest_attempt(request.user)
    context = {"page": page, "guest_attempt": guest_attempt}
    return render(request, "analytics/landing.html", context)


def _staff(request: HttpRequest, user: User) -> HttpResponse:
    now = timezone.now()
    home = selectors.staff_home(
        user,
        assignments=assignments_for(user),
        cohorts=cohorts_for(user),
        today=timezone.localdate(),
        now=now,
    )
    context: dict[str, Any] = {"home": home, "now": now}
    if user.is_admin:
        context["attempts"] = selectors.attempt_lists(now)
    return render(request, "analytics/staff_home.html", context)


@require_person
def plan(request: HttpRequest, attempt_id: UUID) -> HttpResponse:
    """The study plan that a diagnostic ends in; before its grade, the result page."""
    attempt = attempt_for(person_of(request), attempt_id)
    if attempt.mode != Mode.DIAGNOSTIC or not attempt.has_released_result():
        return redirect("exams:result", attempt.pk)
    context = {
        "page": selectors.plan_page(attempt),
        "is_member": is_member(request.user),
    }
    return render(request, "analytics/plan.html", context)

"""One person has an assignment otherwise: the people of it, and one of them."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from accounts.access import member_of, require_teaching
from accounts.forms.cohorts import MembersFilterForm
from exams import access, selectors, services
from exams.forms.assigning import OverrideForm
from lib.problems import Problem


@require_teaching
@never_cache
@require_safe
def people(request: HttpRequest, assignment_id: int) -> HttpResponse:
    """The students, and what each has otherwise."""
    found = access.assignment_for(member_of(request), assignment_id)
    filter_form = MembersFilterForm(request.GET)
    filters = filter_form.shown()
    context = {
        "assignment": found,
        "page": selectors.assignment_people(found, filters, timezone.now()),
        "filter_form": filter_form,
        "is_filtered": bool(filters),
    }
    return render(request, "exams/assignment_people.html", context)


@require_teaching
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def override(request: HttpRequest, assignment_id: int, student_id: int) -> HttpResponse:
    user = member_of(request)
    found = access.assignment_for(user, assignment_id)
    person = access.student_for(found, student_id)
    held = selectors.override_of(found, person)
    form = OverrideForm.of(found, held, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            moved = services.override_person(
                actor=user,
                assignment=found,
                person=person,
                otherwise=form.otherwise,
                reason=form.cleaned_data["reason"],
                now=timezone.now(),
            )
        except Problem as problem:
            form.add_error(None, problem.words)
        else:
            messages.success(request, f"Saved for {person}. {moved.words}".strip())
            return redirect("exams:assignment-people", found.pk)
    context = {"assignment": found, "person": person, "form": form, "held": held}
    status = 400 if form.errors else 200
    return render(request, "exams/assignment_override.html", context, status=status)


@require_teaching
@require_POST
def override_end(
    request: HttpRequest, assignment_id: int, student_id: int
) -> HttpResponse:
    user = member_of(request)
    found = access.assignment_for(user, assignment_id)
    person = access.student_for(found, student_id)
    services.end_override(
        actor=user, assignment=found, person=person, now=timezone.now()
    )
    messages.success(request, f"{person} has it as everybody again.")
    return redirect("exams:assignment-people", found.pk)

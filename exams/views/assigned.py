"""What was assigned to a student: the list, the rules of one, its start."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.access import member_of, require_member, source_of
from exams import access, selectors, services
from exams.forms.assigned import AccessCodeForm
from exams.models import Assignment
from lib.numbers import whole
from lib.problems import Problem

# Refusals that belong to the field: the page is shown again with them.
OF_THE_CODE = {"wrong-access-code", "too-many-failures"}


@never_cache
@require_safe
@require_member
def assigned_list(request: HttpRequest) -> HttpResponse:
    marks = {name: request.GET.get(name, "") for name in ("after", "before")}
    filters = {n: mark for n, mark in marks.items() if whole(mark) is not None}
    rows, page = selectors.assigned_page(member_of(request), filters)
    return render(request, "exams/assigned_list.html", {"rows": rows, "page": page})


@never_cache
@require_safe
@require_member
def assigned(request: HttpRequest, assigned_id: int) -> HttpResponse:
    """The rules, before the clock starts."""
    found = access.assigned_for(member_of(request), assigned_id)
    return _page(request, found, AccessCodeForm(is_asked=bool(found.access_code)))


def _page(
    request: HttpRequest, found: Assignment, form: AccessCodeForm, status: int = 200
) -> HttpResponse:
    page = selectors.one_assigned(member_of(request), found)
    context = {"page": page, "form": form, "steps": selectors.steps_under(page)}
    return render(request, "exams/assigned.html", context, status=status)


@require_POST
@require_member
def start_assigned(request: HttpRequest, assigned_id: int) -> HttpResponse:
    user = member_of(request)
    found = access.assigned_for(user, assigned_id)
    form = AccessCodeForm(request.POST, is_asked=bool(found.access_code))
    if not form.is_valid():
        return _page(request, found, form, status=400)
    try:
        started = services.start_assigned(
            user=user,
            assignment=found,
            source=source_of(request, user.email),
            now=timezone.now(),
            writer=None,
            **form.cleaned_data,
        )
    except Problem as refused:
        if refused.slug not in OF_THE_CODE:
            raise
        form.add_error("access_code", refused.words)
        return _page(request, found, form, status=refused.status)
    return redirect("exams:run", started.attempt.pk)

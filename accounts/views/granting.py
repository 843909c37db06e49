"""Time in exams of several students of a cohort, for administrators."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts import access, selectors, services
from accounts.forms.cohorts import MembersFilterForm
from accounts.forms.granting import CohortTimeForm
from lib.numbers import whole
from lib.problems import Problem


@access.require_admin
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def cohort_time(request: HttpRequest, cohort_id: int) -> HttpResponse:
    actor = access.member_of(request)
    cohort = access.cohort_for(actor, cohort_id)
    form = CohortTimeForm(request.POST or None, cohort=cohort)
    if request.method == "POST" and form.is_valid():
        try:
            count = services.grant_time(actor=actor, people=form.people, **form.told)
        except Problem as problem:
            form.ask_to_confirm(problem)
        else:
            messages.success(request, f"Saved for {count}, in what runs too.")
            return redirect("accounts:cohort", cohort_id)
    filter_form = MembersFilterForm(request.GET)
    filters = filter_form.shown()
    context = {
        "cohort": cohort,
        "page": selectors.students_page(cohort, filters),
        "filter_form": filter_form,
        "is_filtered": bool(filters),
        "form": form,
        "chosen": set(map(whole, request.POST.getlist("member"))),
    }
    status = 400 if form.errors else 200
    return render(request, "accounts/cohort_time.html", context, status=status)

"""A cohort's report: who is ready, and what to teach next."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.access import member_of, require_teaching
from analytics import services
from analytics.access import ReportReader, report_reader
from analytics.forms import ReportFilterForm, ReportingForm, StudyForm
from analytics.selectors import cohorts as selectors
from analytics.selectors import study_choices
from exams.access import assignment_for
from exams.selectors import default_guide
from exams.services import offer_drill
from lib.found import or_404


@never_cache
@require_safe
@require_teaching
def report(request: HttpRequest, cohort_id: int) -> HttpResponse:
    reader = report_reader(member_of(request), cohort_id)
    form = ReportingForm(reader.reporting, is_admin=reader.is_admin)
    return _page(request, reader, form)


def _page(
    request: HttpRequest, reader: ReportReader, form: ReportingForm, status: int = 200
) -> HttpResponse:
    filter_form, now = ReportFilterForm(request.GET), timezone.now()
    filters = filter_form.shown()
    found = selectors.current_report(reader.cohort, filters.get("guide", ""))
    if found is None and "guide" in filters:
        raise Http404
    page = found and selectors.report_page(
        found, filters, sees_people=reader.sees_people
    )
    context = {
        "page": page,
        "filter_form": filter_form,
        "guides": selectors.reported_guides(reader.cohort),
        "cohort": reader.cohort,
        "reporting": reader.reporting,
        "is_at_work": reader.reporting.is_at_work(now),
        "is_admin": reader.is_admin,
        "moves_line": reader.sees_people,
        "form": form,
    }
    return render(request, "analytics/cohort_report.html", context, status=status)


@never_cache
@require_safe
@require_teaching
def progress(request: HttpRequest, cohort_id: int) -> HttpResponse:
    """The piece of the page that is asked for again while a report is computed."""
    reader = report_reader(member_of(request), cohort_id)
    context = {
        "reporting": reader.reporting,
        "is_at_work": reader.reporting.is_at_work(timezone.now()),
    }
    return render(request, "analytics/cohort_report_progress.html", context)


@require_POST
@require_teaching
def compute(request: HttpRequest, cohort_id: int) -> HttpResponse:
    """Have it computed now."""
    reader = report_reader(member_of(request), cohort_id)
    services.want_report(cohort=reader.cohort, now=timezone.now())
    return redirect("cohort_report", cohort_id)


@require_POST
@require_teaching
def change_rule(request: HttpRequest, cohort_id: int) -> HttpResponse:
    """Another line, or who sees individuals."""
    user = member_of(request)
    reader = report_reader(user, cohort_id)
    form = ReportingForm(reader.reporting, request.POST, is_admin=reader.is_admin)
    if not form.is_valid():
        return _page(request, reader, form, status=400)
    services.change_reporting(
        actor=user, cohort=reader.cohort, now=timezone.now(), **form.cleaned_data
    )
    messages.success(request, "Saved. The report is computed anew.")
    return redirect("cohort_report", cohort_id)


@require_POST
@require_teaching
def assign_drill(request: HttpRequest, cohort_id: int) -> HttpResponse:
    """The drill of a lesson: the form that assigns it is filled in."""
    user = member_of(request)
    cohort = report_reader(user, cohort_id).cohort
    named = request.POST.get("guide", "")
    guide = or_404(default_guide(user, timezone.localdate(), named))
    form = StudyForm(request.POST, choices=study_choices(guide))
    if not form.is_valid():
        text = "The bank has changed since. Compute the report anew, then choose again."
        messages.error(request, text)
        return redirect("cohort_report", cohort_id)
    names = ("domains", "topics", "count")
    asked = {name: form.cleaned_data[name] for name in names}
    exam = offer_drill(actor=user, guide=guide, **asked)
    back = f"{reverse('cohort_report', args=[cohort_id])}?guide={guide.code}#teach"
    query = urlencode({"exam": exam.pk, "cohort": cohort.pk, "back": back})
    return redirect(f"{reverse('exams:assignment-new')}?{query}")


@never_cache
@require_safe
@require_teaching
def assigned(request: HttpRequest, cohort_id: int, assignment_id: int) -> HttpResponse:
    """One assignment: its scores, and question by question on a common form."""
    user = member_of(request)
    reader = report_reader(user, cohort_id)
    assignment = assignment_for(user, assignment_id)
    if assignment.cohort_id != cohort_id:
        raise Http404
    page = selectors.assigned_page(assignment, sees_people=reader.sees_people)
    return render(request, "analytics/cohort_assigned.html", {"page": page})

"""A cohort's report to take along: asked for, waited for, downloaded."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import member_of, require_teaching
from analytics import access, services
from analytics.forms import ReportMailForm
from analytics.selectors.report_files import report_files_page


@require_http_methods(["GET", "HEAD", "POST"])
@require_teaching
def files(request: HttpRequest, cohort_id: int) -> HttpResponse:
    """Formats to choose from, this person's files, and the weekly mail."""
    user = member_of(request)
    cohort = access.report_reader(user, cohort_id).cohort
    if request.method == "POST":
        services.ask_for_file(
            actor=user,
            cohort=cohort,
            guide=request.POST.get("guide", ""),
            format_=request.POST.get("format", ""),
            now=timezone.now(),
        )
        return redirect("report_files", cohort_id)
    page = report_files_page(user, cohort)
    context = {"page": page, "form": ReportMailForm(page.mail, user)}
    return render(request, "analytics/report_files.html", context)


@require_safe
@require_teaching
def progress(request: HttpRequest, file_id: UUID) -> HttpResponse:
    """The piece of the page that is asked for again while the file is made."""
    found = access.report_file_for(member_of(request), file_id)
    return render(request, "analytics/report_file_progress.html", {"file": found})


@never_cache
@require_safe
@require_teaching
def download(request: HttpRequest, file_id: UUID) -> HttpResponse:
    found = access.report_file_for(member_of(request), file_id)
    if found.content is None:
        raise Http404
    return HttpResponse(found.content, headers=found.headers)

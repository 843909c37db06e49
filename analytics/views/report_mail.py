"""A cohort's report by mail every week: begun, changed, ended, stopped from a mail."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import member_of, public, require_teaching
from analytics import access, services
from analytics.forms import ReportMailForm
from analytics.selectors.report_files import report_files_page


@require_POST
@require_teaching
def change(request: HttpRequest, cohort_id: int) -> HttpResponse:
    user = member_of(request)
    cohort = access.report_reader(user, cohort_id).cohort
    page = report_files_page(user, cohort)
    form = ReportMailForm(page.mail, user, request.POST)
    if not form.is_valid():
        context = {"page": page, "form": form}
        return render(request, "analytics/report_files.html", context, status=400)
    services.set_report_mail(
        user=user, cohort=cohort, now=timezone.now(), **form.cleaned_data
    )
    messages.success(request, "The report will come by mail every week.")
    return redirect("report_files", cohort_id)


@require_POST
@require_teaching
def end(request: HttpRequest, cohort_id: int) -> HttpResponse:
    user = member_of(request)
    cohort = access.report_reader(user, cohort_id).cohort
    services.end_report_mail(user=user, cohort=cohort)
    messages.success(request, "No more reports by mail.")
    return redirect("report_files", cohort_id)


@csrf_exempt  # mail programs post here without any page; the token is the authority
@require_http_methods(["GET", "HEAD", "POST"])
@public
def stop(request: HttpRequest, mail_token: str) -> HttpResponse:
    """From the link in a mail, without signing in: looking changes nothing."""
    mail = access.report_mail_by_token(mail_token)
    if mail is not None and request.method == "POST":
        services.end_report_mail(user=mail.user, cohort=mail.cohort)
        mail = None
    return render(request, "analytics/report_mail_stop.html", {"mail": mail})

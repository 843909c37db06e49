"""What students say is wrong: the list, one report with its question, the answer."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import member_of, require_teaching
from lib.problems import Problem
from questions import access, selectors, services
from questions.forms import AnswerForm
from questions.models import Kind, QuestionReport

# Kinds whose options are told by their letters; steps stand in the right order.
LETTERED = (Kind.SINGLE, Kind.MULTIPLE, Kind.MATCHING)


@require_safe
@require_teaching
def report_list(request: HttpRequest) -> HttpResponse:
    reports = list(selectors.open_reports())
    figures = selectors.figures_of([report.revision_id for report in reports])
    rows = [(report, figures.get(report.revision_id)) for report in reports]
    return render(request, "questions/reports.html", {"rows": rows})


@require_teaching
def report(request: HttpRequest, report_id: int) -> HttpResponse:
    """One report beside its question; the answer is written here."""
    user = member_of(request)
    found = access.report_for(user, report_id)
    form = AnswerForm(request.POST or None, initial={"answer": found.answer})
    if form.is_valid():
        try:
            services.answer_report(
                report=found, by=user, now=timezone.now(), **form.cleaned_data
            )
        except Problem as problem:
            form.add_error(None, problem.words)
        else:
            messages.success(request, "The student reads it on their start page.")
            return redirect("questions:reports")
    return _report(request, found, form)


def _report(
    request: HttpRequest, found: QuestionReport, form: AnswerForm
) -> HttpResponse:
    revision = found.revision
    seed = found.context.get("seed") or 0
    page = selectors.question_page(revision.question, revision, seed)
    order = found.context.get("order", []) if revision.kind in LETTERED else []
    context = {
        "report": found,
        "page": page,
        "options": selectors.options_in_order(page.options, order),
        "figures": selectors.figures_of([revision.pk]).get(revision.pk),
        "form": form,
    }
    status = 400 if form.errors else 200
    return render(request, "questions/report.html", context, status=status)

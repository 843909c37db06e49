"""The read-only bank: for instructors in whole, for everybody in numbers."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access import member_of, public, require_teaching
from questions import access, selectors
from questions.forms import BankFilterForm, VariantForm


@require_safe
@require_teaching
def question_list(request: HttpRequest) -> HttpResponse:
    form = BankFilterForm(request.GET)
    filters = form.shown()
    page = selectors.bank_page(filters)
    is_filtered = bool(set(filters) - {"after", "before"})
    context = {"form": form, "page": page, "is_filtered": is_filtered}
    return render(request, "questions/list.html", context)


@require_safe
@require_teaching
def question_detail(request: HttpRequest, slug: str) -> HttpResponse:
    question = access.question_for(member_of(request), slug)
    number, seed = VariantForm(request.GET).chosen()
    revision = access.revision_for(question, number)
    page = selectors.question_page(question, revision, seed)
    return render(request, "questions/question.html", {"page": page})


@require_safe
@require_teaching
def report_list(request: HttpRequest) -> HttpResponse:
    context = {"reports": selectors.open_reports()}
    return render(request, "questions/reports.html", context)


@require_safe
@public
def about(request: HttpRequest) -> HttpResponse:
    context = {"page": selectors.about_page()}
    return render(request, "questions/about.html", context)

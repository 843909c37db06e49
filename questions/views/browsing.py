"""Reading the bank: for instructors in whole, for everybody in numbers."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.access import member_of, public, require_teaching
from questions import access, selectors, services
from questions.forms import BankFilterForm, SavedFilterForm, VariantForm
from questions.models import BulkVerb


@require_safe
@require_teaching
def question_list(request: HttpRequest) -> HttpResponse:
    form = BankFilterForm(request.GET)
    filters = form.shown()
    chosen = {k: v for k, v in filters.items() if k not in ("after", "before")}
    context = {
        "form": form,
        "page": selectors.bank_page(filters, timezone.now()),
        "is_filtered": bool(chosen),
        "query": urlencode(chosen),
        "saved_filters": selectors.saved_filters(member_of(request).pk),
        "verbs": BulkVerb.choices,
    }
    return render(request, "questions/list.html", context)


@require_POST
@require_teaching
def save_filter(request: HttpRequest) -> HttpResponse:
    form = SavedFilterForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Give these filters a name of 60 letters at most.")
        return redirect("questions:list")
    saved = services.save_filter(owner=member_of(request), **form.cleaned_data)
    messages.success(request, f"Kept as “{saved.name}”.")
    return redirect(f"{reverse('questions:list')}?{saved.query}")


@require_POST
@require_teaching
def delete_filter(request: HttpRequest, pk: int) -> HttpResponse:
    saved = access.filter_for(member_of(request), pk)
    services.delete_filter(saved=saved)
    messages.success(request, f"“{saved.name}” is no longer kept.")
    return redirect("questions:list")


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
def comparison(request: HttpRequest, slug: str, old: int, new: int) -> HttpResponse:
    question = access.question_for(member_of(request), slug)
    former = access.revision_for(question, old)
    latter = access.revision_for(question, new)
    context = {
        "question": question,
        "old": former,
        "new": latter,
        "sections": selectors.differences_between(former, latter),
    }
    return render(request, "questions/comparison.html", context)


@require_safe
@public
def about(request: HttpRequest) -> HttpResponse:
    context = {"page": selectors.about_page()}
    return render(request, "questions/about.html", context)

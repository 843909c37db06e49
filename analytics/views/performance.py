"""How questions perform: one of them, and those that somebody should look at."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access import member_of, require_teaching
from analytics import selectors
from questions.access import question_for


@require_safe
@require_teaching
def performance(request: HttpRequest, question_slug: str) -> HttpResponse:
    question = question_for(member_of(request), question_slug)
    context = {"page": selectors.performance_page(question)}
    return render(request, "analytics/performance.html", context)


@require_safe
@require_teaching
def flagged(request: HttpRequest) -> HttpResponse:
    """Questions whose answers say that somebody should look at them."""
    flag = request.GET.get("flag", "")
    context = {
        "found": selectors.flagged_questions(flag),
        "counts": selectors.flag_counts(),
        "flag": flag,
        "last_run": selectors.last_run(),
    }
    return render(request, "analytics/flagged.html", context)


@require_safe
@require_teaching
def integrity(request: HttpRequest) -> HttpResponse:
    """Sittings too much alike, questions unlike for a class: for people to judge."""
    context = {"page": selectors.integrity_page(member_of(request))}
    return render(request, "analytics/integrity.html", context)

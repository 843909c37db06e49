"""What is not so any more: claims that fail, former names, and looking again."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.access import member_of, require_teaching
from lib.problems import Problem
from questions import access, selectors, services
from questions.forms import ReasonForm


@require_safe
@require_teaching
def doubt_list(request: HttpRequest) -> HttpResponse:
    return render(request, "questions/doubts.html", {"page": selectors.doubt_page()})


@require_POST
@require_teaching
def recheck(request: HttpRequest) -> HttpResponse:
    """Execute every claim again, by the worker."""
    services.recheck_all(by=member_of(request))
    messages.success(request, "Every question is checked again. Look in a moment.")
    return redirect("questions:doubts")


@require_POST
@require_teaching
def settle(request: HttpRequest, doubt_id: int) -> HttpResponse:
    """It is meant so: a person says why."""
    user = member_of(request)
    doubt, form = access.doubt_for(user, doubt_id), ReasonForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Say why it may stay, please.")
        return redirect("questions:doubts")
    try:
        told = form.cleaned_data
        services.settle_doubt(doubt=doubt, by=user, now=timezone.now(), **told)
    except Problem as problem:
        messages.error(request, problem.words)
    else:
        messages.success(request, "It may stay. Nobody is asked about it again.")
    return redirect("questions:doubts")

"""Choosing what to sit: the catalogue, the rules of an exam, the start."""

from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from accounts.access import (
    address_of,
    member_of,
    person_of,
    public,
    require_member,
)
from accounts.services import begin_guest
from exams import access, selectors, services, timing
from exams.forms import DrillForm
from lib.problems import Problem


@require_safe
@require_member
def catalogue(request: HttpRequest) -> HttpResponse:
    cards = selectors.catalogue(member_of(request), timezone.localdate())
    return render(request, "exams/catalogue.html", {"cards": cards})


@require_safe
@require_member
def start_page(request: HttpRequest, slug: str) -> HttpResponse:
    """The rules, before the clock starts."""
    user = member_of(request)
    exam = access.exam_for(user, slug=slug)
    card = selectors.card_for(user, exam, timezone.localdate())
    minutes = timing.allowed_minutes(
        exam.minutes, user.time_multiplier, user.extra_minutes
    )
    context = {"exam": exam, "guide": exam.guide, "card": card, "minutes": minutes}
    return render(request, "exams/start_page.html", context | {"running": card.running})


@require_POST
@require_member
def start(request: HttpRequest, slug: str) -> HttpResponse:
    user = member_of(request)
    exam = access.exam_for(user, slug=slug)
    started = services.start_attempt(user=user, exam=exam, writer=None)
    return redirect("exams:run", started.attempt.pk)


@require_POST
@require_member
def drill(request: HttpRequest) -> HttpResponse:
    form = DrillForm(request.POST)
    if not form.is_valid():
        raise Problem(
            "bad-drill", 400, "This drill cannot be made", form.errors.as_text()
        )
    started = services.start_chosen_drill(
        user=member_of(request),
        today=timezone.localdate(),
        writer=None,
        idempotency_key=f"page-{uuid4()}",
        **form.cleaned_data,
    )
    if not started.is_new:
        messages.info(
            request, "This drill still runs. Hand it in before you start another."
        )
    return redirect("exams:run", started.attempt.pk)


@require_safe
@require_member
def history(request: HttpRequest) -> HttpResponse:
    page = selectors.history_page(member_of(request), request.GET.get("before", ""))
    return render(request, "exams/history.html", {"page": page})


@require_http_methods(["GET", "POST"])
@public
def diagnostic(request: HttpRequest) -> HttpResponse:
    """Fifteen questions for anybody; a visitor becomes a guest at the start."""
    exam = selectors.diagnostic_exam(timezone.localdate())
    if request.method == "GET" or exam is None:
        return render(request, "exams/diagnostic.html", {"exam": exam})
    if request.user.pk is None:
        request.user = begin_guest(
            session=request.session, address=address_of(request), now=timezone.now()
        )
    started = services.start_attempt(user=person_of(request), exam=exam, writer=None)
    return redirect("exams:run", started.attempt.pk)

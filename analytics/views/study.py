"""Practising what one chose, what is weak, what comes back."""

from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.access import member_of, require_member
from analytics import access, selectors
from analytics.forms import StudyForm
from exams.selectors import default_guide
from exams.services import start_drill
from lib.found import or_404
from lib.problems import Problem
from questions.models import Guide


def _guide(request: HttpRequest) -> Guide:
    """The guide that is named, else the one that the person prepares for."""
    named = request.POST.get("guide") or request.GET.get("guide", "")
    return or_404(default_guide(member_of(request), timezone.localdate(), named))


@require_safe
@require_member
def study(request: HttpRequest) -> HttpResponse:
    """A set of one's own; what the address names is chosen already."""
    guide = _guide(request)
    form = StudyForm(request.GET or None, choices=selectors.study_choices(guide))
    wish = form.wish if form.is_valid() else selectors.Wish()
    found = selectors.study_set(member_of(request), guide, wish, timezone.now())
    context = {"guide": guide, "guides": selectors.study_guides(), "form": form}
    return render(request, "analytics/study.html", context | {"found": found})


@require_safe
@require_member
def study_count(request: HttpRequest) -> HttpResponse:
    """How many questions the form finds as it stands: a piece of its page."""
    guide = _guide(request)
    form = StudyForm(request.GET, choices=selectors.study_choices(guide))
    wish = form.wish if form.is_valid() else selectors.Wish()
    found = selectors.study_set(member_of(request), guide, wish, timezone.now())
    return render(request, "analytics/study_count.html", {"found": found})


@require_POST
@require_member
def start_study(request: HttpRequest) -> HttpResponse:
    """A drill over what the form finds: one click from wherever something is weak."""
    user, guide = member_of(request), _guide(request)
    form = StudyForm(request.POST, choices=selectors.study_choices(guide))
    if not form.is_valid():
        raise Problem(
            "bad-study", 400, "This set cannot be made", form.errors.as_text()
        )
    count, now = form.cleaned_data["count"], timezone.now()
    order = access.study_for(user, guide, form.wish, count=count, now=now)
    return _started(request, guide, order)


@require_POST
@require_member
def start_placement(request: HttpRequest) -> HttpResponse:
    """Twenty-two questions that find out where somebody new stands."""
    guide = _guide(request)
    order = access.placement_for(member_of(request), guide)
    return _started(request, guide, order)


def _started(request: HttpRequest, guide: Guide, order: access.Order) -> HttpResponse:
    started = start_drill(
        user=member_of(request),
        guide=guide,
        writer=None,
        idempotency_key=f"page-{uuid4()}",
        **order.as_arguments(),
    )
    if not started.is_new:
        text = "This drill still runs. Hand it in before you start another."
        messages.info(request, text)
    return redirect("exams:run", started.attempt.pk)

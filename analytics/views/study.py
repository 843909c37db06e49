"""Practising what one chose, what is weak, what comes back."""

from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.access import member_of, require_member
from analytics import selectors
from analytics.forms import StudyForm
from exams.selectors import default_guide
from exams.services import start_drill
from lib.problems import Problem
from questions.models import Guide


def _guide(request: HttpRequest) -> Guide:
    """The guide that is named, else the one that the person prepares for."""
    named = request.POST.get("guide") or request.GET.get("guide", "")
    found = default_guide(member_of(request), timezone.localdate(), named)
    if found is None:
        raise Http404
    return found


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
    choices = selectors.study_choices(guide)
    form = StudyForm(request.POST, choices=choices)
    if not form.is_valid():
        raise Problem(
            "bad-study", 400, "This set cannot be made", form.errors.as_text()
        )
    wish, count = form.wish, form.cleaned_data["count"]
    started = start_drill(
        user=user,
        guide=guide,
        title=selectors.title_of_study(wish, choices),
        question_ids=_found(selectors.study_set(user, guide, wish, timezone.now())),
        count=count,
        writer=None,
        idempotency_key=f"page-{uuid4()}",
        drill=wish.as_dict() | {"guide": guide.code, "count": count},
    )
    if not started.is_new:
        text = "This drill still runs. Hand it in before you start another."
        messages.info(request, text)
    return redirect("exams:run", started.attempt.pk)


def _found(study: selectors.StudySet) -> frozenset[int]:
    if study.count:
        return study.question_ids
    raise Problem(
        "nothing-to-study",
        409,
        "No question fits this just now",
        "Choose fewer limits. What you are being examined on waits until the end.",
    )

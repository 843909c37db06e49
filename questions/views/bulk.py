"""Doing one thing to many questions: choose, look, do, and take it back."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.access import member_of, require_teaching
from accounts.models import User
from lib.words import counted
from questions import access, selectors, services
from questions.forms import BankFilterForm, BulkForm
from questions.forms.browsing import MAX_CHOSEN
from questions.models import BulkChange, Question

NAMED = 5  # of the questions that were left as they are


@require_POST
@require_teaching
def plan(request: HttpRequest) -> HttpResponse:
    """What would happen to the chosen questions; nothing is written yet."""
    questions = _chosen(member_of(request), request.POST)
    if not questions:
        messages.error(request, "Choose a question first: tick the box before it.")
        return redirect("questions:list")
    slugs = " ".join(question.slug for question in questions)
    form = BulkForm(initial={"verb": request.POST.get("verb", ""), "slugs": slugs})
    return _confirm(request, form, questions, request.POST.get("verb", ""))


@require_POST
@require_teaching
def apply(request: HttpRequest) -> HttpResponse:
    user = member_of(request)
    form = BulkForm(request.POST)
    if not form.is_valid():
        slugs = request.POST.get("slugs", "")[:60_000].split()
        questions = access.questions_for(user, slugs[:MAX_CHOSEN])
        return _confirm(request, form, questions, request.POST.get("verb", ""))
    told = form.cleaned_data
    questions = access.questions_for(user, told["slugs"])
    reviewer, topic = told["reviewer"], told["topic"]
    reader = access.reviewer_for(user, int(reviewer)) if reviewer else None
    change = services.change_questions(
        questions=questions,
        verb=told["verb"],
        by=user,
        reason=told["reason"],
        now=timezone.now(),
        reviewer=reader,
        topic=access.topic_for(user, topic) if topic else None,
    )
    _say_left(request, change, questions, reader)
    return redirect("questions:change", change.pk)


@require_safe
@require_teaching
def change(request: HttpRequest, change_id: UUID) -> HttpResponse:
    done = access.change_for(member_of(request), change_id)
    context = {"change": done, "questions": selectors.questions_of_change(done)}
    return render(request, "questions/bulk_done.html", context)


@require_POST
@require_teaching
def undo(request: HttpRequest, change_id: UUID) -> HttpResponse:
    user = member_of(request)
    done = access.change_for(user, change_id)
    count = services.undo_change(change=done, by=user, now=timezone.now())
    left = len(done.changes) - count
    words = f" {left} had changed since and stay as they are." if left else ""
    messages.success(request, f"Undone for {counted(count, 'question')}.{words}")
    return redirect("questions:change", change_id)


def _say_left(
    request: HttpRequest,
    change: BulkChange,
    questions: list[Question],
    reviewer: User | None,
) -> None:
    """Which of them stay as they were, and why: nothing is left out silently."""
    changed = {told["question"] for told in change.changes}
    left = [question for question in questions if question.pk not in changed]
    plan = services.plan_change(questions=left, verb=change.verb, reviewer=reviewer)
    reasons = {question.pk: reason for question, reason in plan.left}
    told = [f"{q.slug}: {reasons.get(q.pk, 'it is so already')}" for q in left]
    more = [f"and {len(told) - NAMED} others"] if len(told) > NAMED else []
    if told:
        messages.warning(request, f"Left as before: {'; '.join(told[:NAMED] + more)}.")


def _chosen(user: User, data: QueryDict) -> list[Question]:
    """The ticked questions, or all that fit the filters."""
    if "all" not in data:
        return access.questions_for(user, data.getlist("question")[:MAX_CHOSEN])
    filters = BankFilterForm(QueryDict(data.get("query", ""))).shown()
    return selectors.chosen_questions(filters, timezone.now(), MAX_CHOSEN)


def _confirm(
    request: HttpRequest, form: BulkForm, questions: list[Question], verb: str
) -> HttpResponse:
    if verb not in dict(form.fields["verb"].choices):  # type: ignore[attr-defined]  # REASON: a choice field
        messages.error(request, "Choose what to do with them.")
        return redirect("questions:list")
    context: dict[str, Any] = {
        "form": form,
        "verb": verb,
        "plan": services.plan_change(questions=questions, verb=verb),
    }
    status = 400 if form.is_bound else 200
    return render(request, "questions/bulk_confirm.html", context, status=status)

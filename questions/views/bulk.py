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
from questions import access, selectors, services
from questions.forms import BankFilterForm, BulkForm
from questions.forms.browsing import MAX_CHOSEN
from questions.models import Question


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
    reviewer, topic = told["reviewer"], told["topic"]
    change = services.change_questions(
        questions=access.questions_for(user, told["slugs"]),
        verb=told["verb"],
        by=user,
        reason=told["reason"],
        now=timezone.now(),
        reviewer=access.reviewer_for(user, int(reviewer)) if reviewer else None,
        topic=access.topic_for(user, topic) if topic else None,
    )
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
    questions = "1 question" if count == 1 else f"{count} questions"
    messages.success(request, f"Undone for {questions}.{words}")
    return redirect("questions:change", change_id)


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

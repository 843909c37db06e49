"""Reading what others wrote: the queue, one draft, and every step that is decided."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.access import member_of, require_teaching
from lib.problems import Problem
from questions import access, selectors, services
from questions.forms import PublishForm, ReasonForm, RemarkForm, SubmitForm
from questions.models import Question

Step = Callable[..., str]


@require_safe
@require_teaching
def queue(request: HttpRequest) -> HttpResponse:
    only_mine = request.GET.get("who") == "me"
    found = selectors.review_queue(member_of(request), only_mine=only_mine)
    context = {"queue": found, "only_mine": only_mine}
    return render(request, "questions/queue.html", context)


@require_safe
@require_teaching
def review_draft(request: HttpRequest, slug: str) -> HttpResponse:
    user = member_of(request)
    question = access.question_for(user, slug)
    if question.draft_id is None:
        return redirect("questions:question", slug)
    draft = access.draft_for(user, slug)
    page = selectors.review_page(user, draft)
    context = {
        "page": page,
        "editor": selectors.editor_parts(draft),
        "publish_form": PublishForm(initial={"version": draft.version}),
        "return_form": ReasonForm(auto_id="return_%s"),
        "assign_form": SubmitForm(auto_id="assign_%s"),
        "remark_form": RemarkForm(auto_id="remark_%s"),
    }
    return render(request, "questions/review.html", context)


def _step(
    back: str, refused: str = ""
) -> Callable[[Step], Callable[..., HttpResponse]]:
    """A decision about a question: do it and say so on the page `back`, or say why
    not, on the page `refused` where that is another one."""

    def decorate(step: Step) -> Callable[..., HttpResponse]:
        @require_POST
        @require_teaching
        @wraps(step)
        def view(request: HttpRequest, slug: str, **kwargs: Any) -> HttpResponse:
            question = access.question_for(member_of(request), slug)
            try:
                messages.success(request, step(request, question, **kwargs))
            except Problem as problem:
                messages.error(request, problem.words)
                return redirect(refused or back, slug)
            return redirect(back, slug)

        return view

    return decorate


@_step("questions:review_draft")
def submit(request: HttpRequest, question: Question) -> str:
    told = _told(SubmitForm(request.POST))
    user, reviewer = member_of(request), told["reviewer"]
    services.submit_draft(
        question=question,
        by=user,
        now=timezone.now(),
        reviewer=access.reviewer_for(user, int(reviewer)) if reviewer else None,
        reason=told["reason"],
    )
    return "Sent to review. Somebody who has not written it reads and publishes it."


@_step("questions:review_draft")
def assign(request: HttpRequest, question: Question) -> str:
    told = _told(SubmitForm(request.POST))
    if not told["reviewer"]:
        raise Problem("no-reviewer", 409, "Nobody was chosen", "Choose a reviewer.")
    user = member_of(request)
    reviewer = access.reviewer_for(user, int(told["reviewer"]))
    services.assign_reviewer(question=question, by=user, reviewer=reviewer)
    return f"Assigned to {reviewer}."


@_step("questions:review_draft")
def send_back(request: HttpRequest, question: Question) -> str:
    told = _told(ReasonForm(request.POST))
    services.return_draft(question=question, by=member_of(request), **told)
    return "The draft is open for writing again."


@_step("questions:question", refused="questions:review_draft")
def publish(request: HttpRequest, question: Question) -> str:
    told = _told(PublishForm(request.POST))
    services.publish_draft(
        question=question, by=member_of(request), now=timezone.now(), **told
    )
    return "Published. New exams ask it in this wording; running ones keep theirs."


@_step("questions:question")
def retire(request: HttpRequest, question: Question) -> str:
    told = _told(ReasonForm(request.POST))
    services.retire_question(
        question=question, by=member_of(request), now=timezone.now(), **told
    )
    return "Retired. No new exam asks it."


@_step("questions:question")
def revive(request: HttpRequest, question: Question) -> str:
    told = _told(ReasonForm(request.POST))
    services.revive_question(
        question=question, by=member_of(request), now=timezone.now(), **told
    )
    return "It is back: new exams may ask it."


@_step("questions:question")
def release(request: HttpRequest, question: Question) -> str:
    told = _told(ReasonForm(request.POST))
    services.release_question(question=question, by=member_of(request), **told)
    return "The files tell it again, as soon as the bank is loaded."


@_step("questions:review_draft")
def remark(request: HttpRequest, question: Question) -> str:
    told = _told(RemarkForm(request.POST))
    services.add_remark(
        question=question, author=member_of(request), now=timezone.now(), **told
    )
    return "Your remark stands beside the draft."


@require_POST
@require_teaching
def settle(request: HttpRequest, remark_id: int) -> HttpResponse:
    user = member_of(request)
    found = access.remark_for(user, remark_id)
    services.settle_remark(remark=found, by=user, now=timezone.now())
    return redirect("questions:review_draft", found.revision.question.slug)


def _told(form: Form) -> dict[str, Any]:
    """What the form says, or a refusal in its own words."""
    if not form.is_valid():
        words = " ".join(
            f"{form.fields[name].label}: {' '.join(map(str, found))}"
            for name, found in form.errors.items()
        )
        raise Problem("not-usable", 409, "Something is missing", words)
    return dict(form.cleaned_data)

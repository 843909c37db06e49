"""The editor: begin, write, save while typing, merge, hand over."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from accounts.access import member_of, require_teaching
from lib.problems import Problem
from questions import access, selectors, services
from questions.forms import (
    BeginForm,
    ReasonForm,
    SubmitForm,
    VariantForm,
    tags_from_post,
    text_from_post,
    version_from_post,
)
from questions.manuscript import Option, Tags, Text, reshaped
from questions.models import Manuscript, Question
from questions.templating import TEMPLATE, Template

FIRST_OPTIONS = {"single": 4, "multiple": 5, "ordering": 4, "matching": 4}
FIRST_TARGETS = {"matching": 4}


@require_http_methods(["GET", "HEAD", "POST"])
@require_teaching
def new(request: HttpRequest) -> HttpResponse:
    asked = {name: request.GET.get(name, "") for name in ("topic", "task")}
    form = BeginForm(request.POST or None, initial=asked)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            question = services.create_question(
                author=member_of(request),
                text=_blank(told["kind"]),
                tags=form.tags(),
                now=timezone.now(),
                slug=told["slug"],
            )
        except Problem as problem:
            form.add_error("slug", problem.words)
        else:
            return redirect("questions:edit", question.slug)
    return render(request, "questions/new.html", {"form": form})


def _blank(kind: str) -> Text:
    if kind == TEMPLATE:
        return Text(generator=TEMPLATE, template=Template())
    options = (Option(),) * FIRST_OPTIONS[kind]
    return Text(kind=kind, options=options, targets=("",) * FIRST_TARGETS.get(kind, 0))


@require_POST
@require_teaching
def begin(request: HttpRequest, slug: str) -> HttpResponse:
    """A correction, with the words of the current revision or of a named one."""
    user = member_of(request)
    question = access.question_for(user, slug)
    number, _ = VariantForm(request.POST).chosen()
    base = access.revision_for(question, number) if number else None
    services.open_draft(question=question, writer=user, now=timezone.now(), base=base)
    return redirect("questions:edit", slug)


@require_safe
@require_teaching
def edit(request: HttpRequest, slug: str) -> HttpResponse:
    user = member_of(request)
    question = access.question_for(user, slug)
    if question.draft_id is None:
        return redirect("questions:question", slug)
    draft = access.draft_for(user, slug)
    if draft.is_in_review:
        return redirect("questions:review_draft", slug)
    context = {
        "page": selectors.editor_page(user, draft, timezone.now()),
        "submit_form": SubmitForm(),
        "discard_form": ReasonForm(),
    }
    return render(request, "questions/editor.html", context)


@require_POST
@require_teaching
def save(request: HttpRequest, slug: str) -> HttpResponse:
    """Save what was typed; a named action changes the shape of it first."""
    user = member_of(request)
    question = access.question_for(user, slug)
    action = request.POST.get("action", "")
    text, tags = _posted(request, question)
    saved = services.save_draft(
        question=question,
        writer=user,
        version=version_from_post(request.POST),
        text=reshaped(text, action),
        tags=tags,
        now=timezone.now(),
    )
    if request.headers.get("Accept") == "application/json":
        return _as_json(request, slug, saved, is_reshaped=bool(action))
    if saved.copy is not None:
        return redirect("questions:merge", slug)
    if action == "run-claims":
        _say_claims(request, reshaped(text, action))
    if action == "submit":
        return redirect(f"{reverse('questions:edit', args=[slug])}#hand-over")
    return redirect(f"{reverse('questions:edit', args=[slug])}{_anchor(action)}")


def _posted(request: HttpRequest, question: Question) -> tuple[Text, Tags]:
    draft = question.draft
    generator = draft.generator if draft else ""
    return text_from_post(request.POST, generator), tags_from_post(request.POST)


def _as_json(
    request: HttpRequest, slug: str, saved: services.Saved, *, is_reshaped: bool
) -> JsonResponse:
    """Where the draft stands, with the pieces of the page that follow from it."""
    draft = saved.manuscript
    page = selectors.editor_parts(draft)
    body: dict[str, Any] = {
        "state": "kept-aside" if saved.copy else "saved",
        "version": draft.version,
        "preview": _piece(request, "questions/editor_preview.html", page),
        "hints": _piece(request, "questions/editor_hints.html", page),
    }
    if saved.copy is not None:
        body["who"] = str(draft.saved_by or "Somebody")
        body["merge"] = reverse("questions:merge", args=[slug])
    if is_reshaped:
        whole = selectors.editor_page(member_of(request), draft, timezone.now())
        body["fields"] = _piece(request, "questions/editor_fields.html", whole)
    return JsonResponse(body, status=202 if saved.copy else 200)


def _piece(request: HttpRequest, template: str, page: selectors.EditorPage) -> str:
    return render_to_string(template, {"page": page}, request)


def _anchor(action: str) -> str:
    """To the part of the page that the button changed."""
    part = action.split("-")[1] if action.count("-") else ""
    is_list = part in ("option", "target", "answer")
    return f"#{part}s" if is_list else f"#{part}"


def _say_claims(request: HttpRequest, text: Text) -> None:
    failed = services.failed_claims(text)
    for words in failed:
        messages.error(request, f"The AWS models say otherwise: {words}")
    if text.evidence and not failed:
        messages.success(request, "Every claim holds in the installed AWS models.")


@require_safe
@require_teaching
def alike(request: HttpRequest, slug: str) -> HttpResponse:
    """Questions that look like the draft, side by side with it."""
    draft = _draft(request, slug)
    page = selectors.editor_parts(draft)
    found = selectors.questions_alike(page.text, page.tags, draft.revision.question_id)
    name = "alike_list" if "part" in request.GET else "alike"
    context = {"page": page, "candidates": found, "slug": slug}
    return render(request, f"questions/{name}.html", context)


@require_safe
@require_teaching
def variants(request: HttpRequest, slug: str) -> HttpResponse:
    """Of a draft with drawn numbers: twenty shown, a thousand checked."""
    page = selectors.variants_page(_draft(request, slug))
    if page is None:
        return redirect("questions:edit", slug)
    name = "variants_found" if "part" in request.GET else "variants"
    return render(request, f"questions/{name}.html", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
@require_teaching
def merge(request: HttpRequest, slug: str) -> HttpResponse:
    """Both texts beside each other, place by place; one is chosen for each."""
    user = member_of(request)
    question = access.question_for(user, slug)
    if question.draft_id is None or not selectors.has_copy(user, question):
        return redirect("questions:question", slug)
    draft = access.draft_for(user, slug)
    page = selectors.merge_page(draft, access.copy_for(user, draft))
    if request.method == "POST":
        return _merge(request, draft, page)
    return render(request, "questions/merge.html", {"page": page})


def _merge(
    request: HttpRequest, draft: Manuscript, page: selectors.MergePage
) -> HttpResponse:
    user, question = member_of(request), draft.revision.question
    if "drop" in request.POST:
        services.drop_copy(question=question, writer=user)
        messages.success(request, "Your copy is gone; the draft is as it was.")
        return redirect("questions:edit", question.slug)
    text, tags = page.merged(set(request.POST.getlist("mine")))
    saved = services.merge_copy(
        question=question,
        writer=user,
        version=version_from_post(request.POST),
        text=text,
        tags=tags,
        now=timezone.now(),
    )
    if saved.copy is not None:
        messages.error(request, _why_not(saved.manuscript))
        return redirect("questions:merge", question.slug)
    messages.success(request, "Merged and saved.")
    return redirect("questions:edit", question.slug)


def _why_not(draft: Manuscript) -> str:
    if draft.is_in_review:
        return "It was handed over meanwhile. Take it back first; your text is kept."
    return "It changed once more meanwhile. Look again, please."


@require_POST
@require_teaching
def discard(request: HttpRequest, slug: str) -> HttpResponse:
    user = member_of(request)
    question = access.question_for(user, slug)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Say in a few words why the draft is thrown away.")
        return redirect("questions:edit", slug)
    is_new = question.draft_id == question.current_id
    services.discard_draft(question=question, by=user, **form.cleaned_data)
    messages.success(request, "The draft is thrown away.")
    return (
        redirect("questions:list") if is_new else redirect("questions:question", slug)
    )


def _draft(request: HttpRequest, slug: str) -> Manuscript:
    user = member_of(request)
    if access.question_for(user, slug).draft_id is None:
        raise Problem("no-draft", 409, "Nobody is writing this question", "Begin anew.")
    return access.draft_for(user, slug)

"""What a question rests on and shows: claims about AWS, pictures, situations."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import member_of, person_of, require_person, require_teaching
from lib.problems import Problem
from questions import access, selectors, services
from questions.forms import ClaimForm, PictureForm, PlaceForm, ScenarioForm

PICTURE_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
    # For the person's own browser; the address never changes its content.
    "Cache-Control": "private, max-age=86400, immutable",
}


@require_safe
@require_teaching
def coverage(request: HttpRequest) -> HttpResponse:
    found = selectors.coverage(request.GET.get("guide", ""))
    return render(request, "questions/coverage.html", {"page": found})


@require_http_methods(["GET", "HEAD", "POST"])
@require_teaching
def claims(request: HttpRequest, slug: str) -> HttpResponse:
    """Search the AWS models, and put a claim that holds into the draft."""
    user = member_of(request)
    question = access.question_for(user, slug)
    form = PlaceForm(request.GET)
    claim = ClaimForm(request.POST or None)
    failed = ""
    if request.method == "POST":
        try:
            services.add_claim(
                question=question,
                writer=user,
                entry=claim.entry() if claim.is_valid() else {},
                now=timezone.now(),
            )
        except Problem as problem:
            failed = problem.words
        else:
            messages.success(request, "The claim holds and stands in the draft.")
            return redirect("questions:edit", slug)
    page = selectors.places_page(**form.asked())
    context = {"question": question, "form": form, "page": page}
    told = {"failed": failed, "claim": claim}
    return render(request, "questions/claims.html", context | told)


@require_http_methods(["GET", "HEAD", "POST"])
@require_teaching
def pictures(request: HttpRequest, slug: str) -> HttpResponse:
    user = member_of(request)
    question = access.question_for(user, slug)
    form = PictureForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.add_picture(
                question=question,
                uploader=user,
                content=_content(form.cleaned_data["file"]),
                alt=form.cleaned_data["alt"],
                now=timezone.now(),
            )
        except Problem as problem:
            form.add_error("file", problem.detail)
        else:
            messages.success(request, "Kept. Copy its line to where it shall stand.")
            return redirect("questions:pictures", slug)
    found = selectors.pictures_of(question)
    context = {"question": question, "form": form, "pictures": found}
    status = 400 if form.errors else 200
    return render(request, "questions/pictures.html", context, status=status)


def _content(upload: Any) -> bytes:
    """One byte more than is taken: enough to see that it is too large."""
    content: bytes = upload.read(services.MAX_PICTURE_BYTES + 1)
    return content


@require_safe
@require_person
def picture(request: HttpRequest, picture_id: UUID) -> HttpResponse:
    found = access.picture_for(person_of(request), picture_id)
    with found.file.open("rb") as file:
        response = HttpResponse(file.read(), content_type="image/webp")
    for name, value in PICTURE_HEADERS.items():
        response[name] = value
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@require_teaching
def scenario_list(request: HttpRequest) -> HttpResponse:
    form = ScenarioForm(request.POST or None)
    is_look = "look" in request.POST
    if request.method == "POST" and not is_look and form.is_valid():
        try:
            made = services.create_scenario(by=member_of(request), **form.cleaned_data)
        except Problem as problem:
            form.add_error("slug", problem.words)
        else:
            return redirect("questions:scenario", made.slug)
    html = selectors.situation_html(request.POST.get("text", ""))
    context = {"form": form, "html": html, "scenarios": selectors.scenarios()}
    return render(request, "questions/scenarios.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@require_teaching
def scenario(request: HttpRequest, scenario_slug: str) -> HttpResponse:
    user = member_of(request)
    found = access.scenario_for(user, scenario_slug)
    told = {"slug": found.slug, "title": found.title, "text": found.text}
    # The name never changes, whatever is sent.
    form = ScenarioForm(told | request.POST.dict() | {"slug": found.slug})
    is_look = "look" in request.POST
    if request.method == "POST" and not is_look and form.is_valid():
        try:
            services.rewrite_scenario(by=user, now=timezone.now(), **form.cleaned_data)
        except Problem as problem:
            form.add_error("text", problem.words)
        else:
            messages.success(request, "Rewritten. Its questions wait to be reviewed.")
            return redirect("questions:scenario", found.slug)
    context = {
        "form": form,
        "html": selectors.situation_html(form.data["text"]),
        "is_looked_at": is_look,
        "page": selectors.scenario_page(found),
    }
    return render(request, "questions/scenario.html", context)

"""Data protection: exports and erasures, of oneself and by administrators."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from accounts import access, selectors, services
from accounts.forms import PasswordAgainForm
from accounts.forms.protection import (
    ErasureConfirmForm,
    ErasureForm,
    RetentionForm,
)
from accounts.retention import FOREVER
from lib.problems import Problem

# --- Exports ----------------------------------------------------------------


@access.require_member
@never_cache
@require_safe
def own_data(request: HttpRequest) -> HttpResponse:
    """Take along what is kept of you, or end it."""
    user = access.member_of(request)
    exports = selectors.exports_of(user, user)
    context = {
        "exports": exports,
        "is_at_work": any(export.is_at_work for export in exports),
        "is_staff": user.is_teaching,
    }
    return render(request, "accounts/own_data.html", context)


@access.require_member
@require_POST
def own_export(request: HttpRequest) -> HttpResponse:
    user = access.member_of(request)
    services.ask_export(actor=user, person=user, now=timezone.now())
    return redirect("accounts:own-data")


@access.require_admin
@never_cache
@require_safe
def person_data(request: HttpRequest, person_id: int) -> HttpResponse:
    """The same about somebody else."""
    actor = access.member_of(request)
    person = access.person_for(actor, person_id)
    exports = selectors.exports_of(person, actor)
    context = {
        "person": person,
        "exports": exports,
        "is_at_work": any(export.is_at_work for export in exports),
        "is_self": person.pk == actor.pk,
        "erasure": selectors.erasure_at_work(person),
    }
    return render(request, "accounts/person_data.html", context)


@access.require_admin
@require_POST
def person_export(request: HttpRequest, person_id: int) -> HttpResponse:
    actor = access.member_of(request)
    person = access.person_for(actor, person_id)
    services.ask_export(actor=actor, person=person, now=timezone.now())
    return redirect("accounts:person-data", person_id)


@access.require_member
@never_cache
@require_safe
def export_progress(request: HttpRequest, export_id: UUID) -> HttpResponse:
    """The piece of a page that is asked for again while the job runs."""
    export = access.export_for(access.member_of(request), export_id)
    return render(request, "accounts/job_progress.html", {"job": export})


@access.require_member
@never_cache
@require_safe
def export_file(request: HttpRequest, export_id: UUID) -> HttpResponse:
    user = access.member_of(request)
    export = access.export_for(user, export_id)
    name = f"passline-{export.asked_at:%Y-%m-%d}.zip"
    disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
    with services.open_export(actor=user, export=export) as stream:
        return HttpResponse(stream, content_type="application/zip", headers=disposition)


# --- Erasures ---------------------------------------------------------------


@access.require_member
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def own_erasure(request: HttpRequest) -> HttpResponse:
    """End one's own account; the password confirms it."""
    user = access.member_of(request)
    form = PasswordAgainForm(request.POST or None, user=user)
    if request.method == "POST" and not user.is_teaching and form.is_valid():
        made = services.ask_own_erasure(person=user, now=timezone.now())
        logout(request)
        return redirect("accounts:erased", made.pk)
    context = {
        "form": form,
        "is_staff": user.is_teaching,
        "preview": selectors.erasure_preview(user),
    }
    return render(request, "accounts/own_erasure.html", context)


@access.public
@never_cache
@require_safe
def erased(request: HttpRequest, erasure_id: UUID) -> HttpResponse:
    """What became of one's account, for who has the link."""
    erasure = access.erasure_by_link(erasure_id)
    return render(request, "accounts/erased.html", {"erasure": erasure})


@access.public
@never_cache
@require_safe
def erased_progress(request: HttpRequest, erasure_id: UUID) -> HttpResponse:
    """The piece of both pages that is asked for again while the job runs."""
    erasure = access.erasure_by_link(erasure_id)
    return render(request, "accounts/job_progress.html", {"job": erasure})


@access.require_admin
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def erase(request: HttpRequest, person_id: int) -> HttpResponse:
    """First what would go and why; then whom, typed by hand; then it begins."""
    actor = access.member_of(request)
    person = access.person_for(actor, person_id)
    context: dict[str, Any] = {
        "person": person,
        "preview": selectors.erasure_preview(person),
    }
    form = ErasureForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "accounts/erase.html", context | {"form": form})
    is_typed = "address" in request.POST
    confirm = ErasureConfirmForm(
        request.POST if is_typed else None, initial=form.cleaned_data
    )
    if is_typed and confirm.is_valid():
        try:
            made = services.ask_erasure(
                actor=actor, person=person, now=timezone.now(), **confirm.cleaned_data
            )
        except Problem as problem:
            confirm.add_error(None, problem.words)
        else:
            return redirect("accounts:erasure", made.pk)
    return render(request, "accounts/erase_confirm.html", context | {"form": confirm})


@access.require_admin
@never_cache
@require_safe
def erasures(request: HttpRequest) -> HttpResponse:
    context = {"erasures": selectors.recent_erasures()}
    return render(request, "accounts/erasures.html", context)


@access.require_admin
@never_cache
@require_safe
def erasure(request: HttpRequest, erasure_id: UUID) -> HttpResponse:
    """The certificate: what went, what stays, what was found afterwards."""
    found = access.erasure_for(access.member_of(request), erasure_id)
    context = {"erasure": found, "outcome": selectors.outcome_of(found)}
    return render(request, "accounts/erasure.html", context)


@access.require_admin
@require_POST
def erasure_again(request: HttpRequest, erasure_id: UUID) -> HttpResponse:
    """Take up an erasure that failed."""
    actor = access.member_of(request)
    found = access.erasure_for(actor, erasure_id)
    services.resume_erasure(actor=actor, erasure=found, now=timezone.now())
    return redirect("accounts:erasure", erasure_id)


# --- Retention --------------------------------------------------------------


@access.require_admin
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def retention(request: HttpRequest) -> HttpResponse:
    """How long what is kept, and what the next night would remove."""
    rows = selectors.kept_rows(timezone.now())
    form = RetentionForm(rows, request.POST or None)
    if request.method == "POST" and form.is_valid():
        actor = access.member_of(request)
        services.change_retention(actor=actor, days=form.cleaned_data)
        messages.success(request, "Saved. It counts from the next night on.")
        return redirect("accounts:retention")
    context = {"form": form, "forever": FOREVER}
    return render(request, "accounts/retention.html", context)

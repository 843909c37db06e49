"""Bringing people in by a roster: send, look, confirm."""

from uuid import UUID

from django.contrib import messages
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
from accounts.forms.cohorts import RosterForm
from accounts.rosters import TEMPLATE
from lib.problems import Problem
from lib.sheets import write_csv, write_xlsx

SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@access.require_admin
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def rosters(request: HttpRequest) -> HttpResponse:
    """Send a file; what it would change is shown before anybody is let in."""
    form = RosterForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            roster = services.read_roster(
                sender=access.member_of(request),
                file_name=file.name or "roster",
                data=file.read(),
                now=timezone.now(),
            )
        except Problem as problem:
            form.add_error("file", problem.words)
        else:
            return redirect("accounts:roster", roster.pk)
    context = {"form": form, "rosters": selectors.recent_rosters()}
    status = 400 if form.errors else 200
    return render(request, "accounts/rosters.html", context, status=status)


@access.require_admin
@never_cache
@require_safe
def roster(request: HttpRequest, roster_id: UUID) -> HttpResponse:
    found = access.roster_for(access.member_of(request), roster_id)
    if found.applied_at is not None:
        return render(request, "accounts/roster_done.html", {"roster": found})
    plan = selectors.plan_for(found, timezone.now())
    context = {"roster": found, "plan": plan, "seen": services.plan_digest(plan)}
    return render(request, "accounts/roster.html", context)


@access.require_admin
@require_POST
def roster_apply(request: HttpRequest, roster_id: UUID) -> HttpResponse:
    actor = access.member_of(request)
    services.apply_roster(
        actor=actor,
        roster=access.roster_for(actor, roster_id),
        seen=request.POST.get("seen", ""),
        now=timezone.now(),
    )
    messages.success(request, "Done. Invitations leave by mail within a minute.")
    return redirect("accounts:roster", roster_id)


@access.require_admin
@require_safe
def template_csv(request: HttpRequest) -> HttpResponse:
    """The template with four people to write over."""
    body = write_csv(TEMPLATE)
    return _attached(HttpResponse(body, "text/csv; charset=utf-8"), "csv")


@access.require_admin
@require_safe
def template_xlsx(request: HttpRequest) -> HttpResponse:
    return _attached(HttpResponse(write_xlsx(TEMPLATE, title="roster"), SHEET), "xlsx")


def _attached(response: HttpResponse, ending: str) -> HttpResponse:
    name = f"passline-roster.{ending}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response

"""Cohorts with their members, codes and invitations, for who teaches them."""

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
from accounts.forms.cohorts import (
    CodeForm,
    CohortForm,
    InvitationForm,
    MemberRoleForm,
    MembersFilterForm,
)
from accounts.models import Cohort
from lib.problems import Problem


@access.require_teaching
@never_cache
@require_safe
def cohorts(request: HttpRequest) -> HttpResponse:
    user = access.member_of(request)
    is_archived = "archived" in request.GET
    found = access.cohorts_for(user)
    context = {
        "cohorts": selectors.listed_cohorts(found, is_archived=is_archived),
        "is_archived": is_archived,
        "is_admin": user.is_admin,
    }
    return render(request, "accounts/cohorts.html", context)


@access.require_admin
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def cohort_new(request: HttpRequest) -> HttpResponse:
    form = CohortForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actor, now = access.member_of(request), timezone.now()
        made = services.create_cohort(actor=actor, now=now, **form.cleaned_data)
        messages.success(request, f"“{made}” is there. Now let people in.")
        return redirect("accounts:cohort", made.pk)
    return render(request, "accounts/cohort_new.html", {"form": form})


@access.require_teaching
@never_cache
@require_safe
def cohort(request: HttpRequest, cohort_id: int) -> HttpResponse:
    found = access.cohort_for(access.member_of(request), cohort_id)
    return _page(request, found, CohortForm.of(found), CodeForm())


def _page(
    request: HttpRequest,
    cohort: Cohort,
    form: CohortForm,
    code_form: CodeForm,
    invitation_form: InvitationForm | None = None,
) -> HttpResponse:
    filter_form = MembersFilterForm(request.GET)
    filters = filter_form.shown()
    now = timezone.now()
    context = {
        "page": selectors.cohort_page(cohort, filters, now),
        "parts": selectors.cohort_parts(cohort, now),
        "filter_form": filter_form,
        "is_filtered": bool(filters),
        "is_admin": access.member_of(request).is_admin,
        "form": form,
        "code_form": code_form,
        "invitation_form": invitation_form or InvitationForm(auto_id="invite_%s"),
    }
    return render(request, "accounts/cohort.html", context)


@access.require_admin
@require_POST
def cohort_change(request: HttpRequest, cohort_id: int) -> HttpResponse:
    actor = access.member_of(request)
    found = access.cohort_for(actor, cohort_id)
    form = CohortForm.of(found, request.POST)
    if not form.is_valid():
        return _page(request, found, form, CodeForm())
    services.change_cohort(actor=actor, cohort=found, **form.cleaned_data)
    messages.success(request, "Saved.")
    return redirect("accounts:cohort", cohort_id)


@access.require_admin
@require_POST
def cohort_archive(request: HttpRequest, cohort_id: int) -> HttpResponse:
    """Archive it, or take it back."""
    actor = access.member_of(request)
    found = access.cohort_for(actor, cohort_id)
    if found.is_archived:
        services.restore_cohort(actor=actor, cohort=found)
        messages.success(request, "The cohort is current again.")
    else:
        services.archive_cohort(actor=actor, cohort=found, now=timezone.now())
        messages.success(request, "Archived. Everything in it is kept.")
    return redirect("accounts:cohort", cohort_id)


@access.require_admin
@require_POST
def code_open(request: HttpRequest, cohort_id: int) -> HttpResponse:
    actor = access.member_of(request)
    found = access.cohort_for(actor, cohort_id)
    form = CodeForm(request.POST)
    if not form.is_valid():
        return _page(request, found, CohortForm.of(found), form)
    services.open_code(
        actor=actor,
        cohort=found,
        limit=form.cleaned_data["limit"],
        ends_at=timezone.now() + form.lifetime,
    )
    messages.success(request, "Here is the code. An earlier one no longer works.")
    return redirect("accounts:cohort", cohort_id)


@access.require_admin
@require_POST
def code_close(request: HttpRequest, cohort_id: int) -> HttpResponse:
    actor = access.member_of(request)
    services.close_code(actor=actor, cohort=access.cohort_for(actor, cohort_id))
    messages.success(request, "The code no longer works.")
    return redirect("accounts:cohort", cohort_id)


@access.require_admin
@require_POST
def member_role(request: HttpRequest, cohort_id: int, member_id: int) -> HttpResponse:
    actor = access.member_of(request)
    member = access.membership_for(actor, cohort_id, member_id)
    form = MemberRoleForm(request.POST)
    if form.is_valid():
        services.change_member_role(actor=actor, member=member, **form.cleaned_data)
        messages.success(request, f"{member.user} is changed.")
    return redirect("accounts:cohort", cohort_id)


@access.require_admin
@require_POST
def member_end(request: HttpRequest, cohort_id: int, member_id: int) -> HttpResponse:
    actor = access.member_of(request)
    member = access.membership_for(actor, cohort_id, member_id)
    services.end_membership(actor=actor, member=member, now=timezone.now())
    messages.success(request, f"{member.user} is no longer in this cohort.")
    return redirect("accounts:cohort", cohort_id)


@access.require_admin
@require_POST
def invitation_new(request: HttpRequest, cohort_id: int) -> HttpResponse:
    """Ask one person in."""
    actor, now = access.member_of(request), timezone.now()
    found = access.cohort_for(actor, cohort_id)
    form = InvitationForm(request.POST, auto_id="invite_%s")
    if form.is_valid():
        try:
            services.invite_person(
                actor=actor, cohort=found, now=now, **form.cleaned_data
            )
        except Problem as problem:
            form.add_error("email", problem.words)
    if not form.is_valid():
        return _page(request, found, CohortForm.of(found), CodeForm(), form)
    messages.success(request, f"A link is on its way to {form.cleaned_data['email']}.")
    return redirect("accounts:cohort", cohort_id)


@access.require_admin
@require_POST
def invitation_change(
    request: HttpRequest, cohort_id: int, invitation_id: int
) -> HttpResponse:
    """Send it again, or withdraw it."""
    actor, now = access.member_of(request), timezone.now()
    found = access.invitation_for(actor, cohort_id, invitation_id)
    if request.POST.get("action") == "withdraw":
        services.withdraw_invitation(actor=actor, invitation=found, now=now)
        messages.success(request, f"The link sent to {found.email} no longer works.")
    else:
        services.renew_invitation(actor=actor, invitation=found, now=now)
        messages.success(request, f"A new link is on its way to {found.email}.")
    return redirect("accounts:cohort", cohort_id)

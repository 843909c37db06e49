"""People, for administrators: find somebody, see how they come in, change it."""

from collections.abc import Callable

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts import access, selectors, services
from accounts.forms.people import (
    ActivityForm,
    GrantedTimeForm,
    PeopleFilterForm,
    ReasonForm,
    RoleForm,
    forms_about,
)
from accounts.models import User
from lib.problems import Problem


@access.require_admin
@never_cache
@require_safe
def people(request: HttpRequest) -> HttpResponse:
    form = PeopleFilterForm(request.GET)
    filters = form.shown()
    context = {
        "form": form,
        "page": selectors.people_page(filters),
        "is_filtered": bool(filters),
    }
    return render(request, "accounts/people.html", context)


@access.require_admin
@never_cache
@require_safe
def person(request: HttpRequest, person_id: int) -> HttpResponse:
    somebody = access.person_for(access.member_of(request), person_id)
    return _page(request, somebody, {})


def _page(request: HttpRequest, person: User, bound: dict[str, Form]) -> HttpResponse:
    page = selectors.person_page(person, timezone.now())
    context = {"page": page, **forms_about(person), **bound}
    return render(request, "accounts/person.html", context)


@access.require_admin
@require_POST
def change_role(request: HttpRequest, person_id: int) -> HttpResponse:
    form = RoleForm(request.POST, auto_id="role_%s")
    words = "The role is changed. They sign in again with it."
    return _changed(request, person_id, "role_form", form, services.change_role, words)


@access.require_admin
@require_POST
def change_activity(request: HttpRequest, person_id: int) -> HttpResponse:
    form = ActivityForm(request.POST, auto_id="activity_%s")
    words = "Saved. It counts from their next request on."
    return _changed(
        request, person_id, "activity_form", form, services.set_active, words
    )


@access.require_admin
@require_POST
def change_time(request: HttpRequest, person_id: int) -> HttpResponse:
    form = GrantedTimeForm(request.POST, auto_id="time_%s")
    actor = access.member_of(request)
    somebody = access.person_for(actor, person_id)
    if form.is_valid():
        try:
            services.change_accommodations(actor=actor, user=somebody, **form.told)
        except Problem as problem:
            form.ask_to_confirm(problem)
        else:
            messages.success(request, "Saved. It counts in what they sit now, too.")
            return redirect("accounts:person", person_id)
    return _page(request, somebody, {"time_form": form})


@access.require_admin
@require_POST
def remove_second_factor(request: HttpRequest, person_id: int) -> HttpResponse:
    form = ReasonForm(request.POST, auto_id="factor_%s")
    service = services.remove_second_factor
    words = "Removed. They sign in by password and can set up a new one."
    return _changed(request, person_id, "factor_form", form, service, words)


@access.require_admin
@require_POST
def end_access(request: HttpRequest, person_id: int) -> HttpResponse:
    form = ReasonForm(request.POST, auto_id="access_%s")
    words = "Signed out everywhere; their tokens no longer work."
    return _changed(
        request, person_id, "access_form", form, services.end_access_of, words
    )


@access.require_admin
@require_POST
def end_session(request: HttpRequest, person_id: int, session_id: int) -> HttpResponse:
    actor = access.member_of(request)
    somebody = access.person_for(actor, person_id)
    session = access.session_for(somebody, session_id)
    form = ReasonForm(request.POST, auto_id="access_%s")
    if not form.is_valid():
        return _page(request, somebody, {"access_form": form})
    services.end_session_of(actor=actor, session=session, **form.cleaned_data)
    messages.success(request, "That session is signed out.")
    return redirect("accounts:person", person_id)


@access.require_admin
@require_POST
def revoke_token(
    request: HttpRequest, person_id: int, token_reference: str
) -> HttpResponse:
    actor = access.member_of(request)
    somebody = access.person_for(actor, person_id)
    token = access.token_for(somebody, token_reference)
    form = ReasonForm(request.POST, auto_id="access_%s")
    if not form.is_valid():
        return _page(request, somebody, {"access_form": form})
    services.revoke_token_of(actor=actor, token=token, **form.cleaned_data)
    messages.success(request, f"The token “{token.name}” no longer works.")
    return redirect("accounts:person", person_id)


def _changed(
    request: HttpRequest,
    person_id: int,
    name: str,
    form: Form,
    change: Callable[..., None],
    words: str,
) -> HttpResponse:
    """One change of this person, or the page again with what is missing."""
    actor = access.member_of(request)
    somebody = access.person_for(actor, person_id)
    if not form.is_valid():
        return _page(request, somebody, {name: form})
    change(actor=actor, user=somebody, **form.cleaned_data)
    messages.success(request, words)
    return redirect("accounts:person", person_id)

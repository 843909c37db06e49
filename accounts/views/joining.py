"""Coming into a cohort: by the code of a class, or by the link of an invitation."""

from allauth.account.utils import perform_login
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts import access, selectors, services
from accounts.forms.cohorts import JoinForm, NewAccountForm
from accounts.models import Invitation


@access.require_member
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest) -> HttpResponse:
    """Type the code."""
    form = JoinForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        found = access.cohort_by_code(form.cleaned_data["code"], now=timezone.now())
        return redirect("accounts:join-code", found.join_code)
    return render(request, "accounts/join.html", {"form": form})


@access.require_member
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def join_code(request: HttpRequest, code: str) -> HttpResponse:
    """See which cohort it is, and come in."""
    user, now = access.member_of(request), timezone.now()
    if request.method == "POST":
        member = services.join_cohort(user=user, code=code, now=now)
        messages.success(request, f"You are in {member.cohort}.")
        return redirect("home")
    found = access.cohort_by_code(code, now=now)
    return render(request, "accounts/join_code.html", {"cohort": found})


@access.public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, invitation_token: str) -> HttpResponse:
    """Accept with the account of this address, or make one."""
    now = timezone.now()
    found = access.invitation_by_token(invitation_token, now=now)
    if access.is_member(request.user):
        return _accept(request, found, invitation_token)
    if selectors.has_account(found.email):
        return render(request, "accounts/invitation.html", {"invitation": found})
    form = NewAccountForm(
        request.POST or None, email=found.email, initial={"name": found.name}
    )
    if request.method != "POST" or not form.is_valid():
        context = {"invitation": found, "form": form}
        return render(request, "accounts/invitation.html", context)
    user = services.accept_as_new(token=invitation_token, now=now, **form.cleaned_data)
    messages.success(request, f"Welcome. You are in {found.cohort}.")
    response: HttpResponse = perform_login(request, user, email_verification="none")
    return response


def _accept(request: HttpRequest, found: Invitation, token: str) -> HttpResponse:
    user = access.member_of(request)
    if request.method != "POST":
        return render(request, "accounts/invitation.html", {"invitation": found})
    cohort = services.accept_invitation(user=user, token=token, now=timezone.now())
    messages.success(request, f"You are in {cohort}.")
    return redirect("home")

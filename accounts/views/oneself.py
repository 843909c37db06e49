"""Pages about oneself: profile, sessions, tokens, setting up a second factor."""

from allauth.mfa.totp.views import ActivateTOTPView
from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from accounts import access, selectors, services
from accounts.forms import AccommodationsForm, ProfileForm
from accounts.models import CohortRole, User


@access.require_member
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    user = access.member_of(request)
    form = _profile_form(user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.update_profile(user=user, **form.cleaned_data)
        messages.success(request, "Your profile is saved.")
        return redirect("accounts:profile")
    return _profile_page(request, form, AccommodationsForm.of(user))


@access.require_member
@require_POST
def accommodations(request: HttpRequest) -> HttpResponse:
    user = access.member_of(request)
    form = AccommodationsForm(request.POST)
    if not form.is_valid():
        return _profile_page(request, _profile_form(user), form)
    services.change_accommodations(
        actor=user, user=user, accommodation=form.accommodation
    )
    messages.success(request, "Saved. It counts for every exam you start from now on.")
    return redirect("accounts:profile")


def _profile_form(user: User, data: QueryDict | None = None) -> ProfileForm:
    fields = ("name", "time_zone", "target_guide", "exam_date")
    about = {field: getattr(user, field) for field in fields}
    return ProfileForm(data, initial=about, held=user.target_guide)


def _profile_page(request: HttpRequest, about: Form, time: Form) -> HttpResponse:
    user = access.member_of(request)
    memberships = selectors.memberships_of(user)
    context = {
        "form": about,
        "accommodations_form": time,
        "memberships": memberships,
        "learns": any(one.role == CohortRole.STUDENT for one in memberships),
    }
    return render(request, "accounts/profile.html", context)


@access.require_member
@never_cache
@require_safe
def sessions(request: HttpRequest) -> HttpResponse:
    rows = selectors.sessions_for(
        access.member_of(request),
        session_key=request.session.session_key or "",
        now=timezone.now(),
    )
    return render(request, "accounts/sessions.html", {"sessions": rows})


@access.require_member
@require_POST
def session_end(request: HttpRequest, pk: int) -> HttpResponse:
    session = access.session_for(access.member_of(request), pk)
    services.end_session(session=session)
    if session.session_key == request.session.session_key:
        return redirect("account_login")
    messages.success(request, "That session is signed out.")
    return redirect("accounts:sessions")


@access.require_member
@require_POST
def sessions_end_others(request: HttpRequest) -> HttpResponse:
    services.end_sessions(
        user=access.member_of(request), but_session=request.session.session_key or ""
    )
    messages.success(request, "You are signed out everywhere else.")
    return redirect("accounts:sessions")


@access.require_member
@never_cache
@require_safe
def tokens(request: HttpRequest) -> HttpResponse:
    rows = selectors.tokens_for(access.member_of(request), now=timezone.now())
    return render(request, "accounts/tokens.html", {"tokens": rows})


@access.require_member
@require_POST
def token_revoke(request: HttpRequest, reference: str) -> HttpResponse:
    token = access.token_for(access.member_of(request), reference)
    services.revoke_api_token(token=token)
    messages.success(request, f"The token “{token.name}” no longer works.")
    return redirect("accounts:tokens")


class TotpActivateView(ActivateTOTPView):  # type: ignore[misc]  # REASON: allauth has no types
    """allauth's page; a new second factor ends what was opened without it."""

    def form_valid(self, form: Form) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        services.end_access(
            user=access.member_of(self.request),
            but_session=self.request.session.session_key or "",
        )
        return response


totp_activate = access.require_member(TotpActivateView.as_view())

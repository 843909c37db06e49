"""Addresses of this room; read before allauth's, two of whose pages it replaces."""

from django.urls import path, register_converter

from accounts import views


class ReferenceConverter:
    """The beginning of a token's digest."""

    regex = "[0-9a-f]{16}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(ReferenceConverter, "reference")

app_name = "accounts"
urlpatterns = [
    path("", views.profile, name="profile"),
    path("accommodations/", views.accommodations, name="accommodations"),
    path("sessions/", views.sessions, name="sessions"),
    path("sessions/<int:pk>/end/", views.session_end, name="session-end"),
    path("sessions/end-others/", views.sessions_end_others, name="sessions-end-others"),
    path("tokens/", views.tokens, name="tokens"),
    path(
        "tokens/<reference:reference>/revoke/", views.token_revoke, name="token-revoke"
    ),
    path("2fa/totp/activate/", views.totp_activate, name="totp-activate"),
]

"""Addresses of this room; read before allauth's, two of whose pages it replaces."""

from django.urls import path, register_converter

from accounts.views import (
    audit_log,
    cohorts,
    granting,
    joining,
    oneself,
    people,
    protection,
    rosters,
)


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
    path("account/", oneself.profile, name="profile"),
    path("account/accommodations/", oneself.accommodations, name="accommodations"),
    path("account/sessions/", oneself.sessions, name="sessions"),
    path("account/sessions/<int:pk>/end/", oneself.session_end, name="session-end"),
    path(
        "account/sessions/end-others/",
        oneself.sessions_end_others,
        name="sessions-end-others",
    ),
    path("account/tokens/", oneself.tokens, name="tokens"),
    path(
        "account/tokens/<reference:reference>/revoke/",
        oneself.token_revoke,
        name="token-revoke",
    ),
    path("account/2fa/totp/activate/", oneself.totp_activate, name="totp-activate"),
    path("account/data/", protection.own_data, name="own-data"),
    path("account/data/export/", protection.own_export, name="own-export"),
    path("account/delete/", protection.own_erasure, name="own-erasure"),
    path("deleted/<uuid:erasure_id>/", protection.erased, name="erased"),
    path(
        "deleted/<uuid:erasure_id>/progress/",
        protection.erased_progress,
        name="erased-progress",
    ),
    path(
        "exports/<uuid:export_id>/progress/",
        protection.export_progress,
        name="export-progress",
    ),
    path("exports/<uuid:export_id>/file/", protection.export_file, name="export-file"),
    path("erasures/", protection.erasures, name="erasures"),
    path("erasures/<uuid:erasure_id>/", protection.erasure, name="erasure"),
    path(
        "erasures/<uuid:erasure_id>/again/",
        protection.erasure_again,
        name="erasure-again",
    ),
    path("retention/", protection.retention, name="retention"),
    path("people/", people.people, name="people"),
    path("people/<int:person_id>/data/", protection.person_data, name="person-data"),
    path(
        "people/<int:person_id>/data/export/",
        protection.person_export,
        name="person-export",
    ),
    path("people/<int:person_id>/erase/", protection.erase, name="person-erase"),
    path("people/<int:person_id>/", people.person, name="person"),
    path("people/<int:person_id>/role/", people.change_role, name="person-role"),
    path(
        "people/<int:person_id>/activity/",
        people.change_activity,
        name="person-activity",
    ),
    path("people/<int:person_id>/time/", people.change_time, name="person-time"),
    path(
        "people/<int:person_id>/second-factor/",
        people.remove_second_factor,
        name="person-second-factor",
    ),
    path("people/<int:person_id>/access/", people.end_access, name="person-access"),
    path(
        "people/<int:person_id>/sessions/<int:session_id>/end/",
        people.end_session,
        name="person-session",
    ),
    path(
        "people/<int:person_id>/tokens/<reference:token_reference>/revoke/",
        people.revoke_token,
        name="person-token",
    ),
    path("audit/", audit_log.events, name="audit"),
    path("audit/check/", audit_log.check, name="audit-check"),
    path("cohorts/", cohorts.cohorts, name="cohorts"),
    path("cohorts/new/", cohorts.cohort_new, name="cohort-new"),
    path("cohorts/import/", rosters.rosters, name="rosters"),
    path("cohorts/import/template.csv", rosters.template_csv, name="roster-csv"),
    path("cohorts/import/template.xlsx", rosters.template_xlsx, name="roster-xlsx"),
    path("cohorts/import/<uuid:roster_id>/", rosters.roster, name="roster"),
    path(
        "cohorts/import/<uuid:roster_id>/apply/",
        rosters.roster_apply,
        name="roster-apply",
    ),
    path("cohorts/<int:cohort_id>/", cohorts.cohort, name="cohort"),
    path("cohorts/<int:cohort_id>/time/", granting.cohort_time, name="cohort-time"),
    path(
        "cohorts/<int:cohort_id>/change/", cohorts.cohort_change, name="cohort-change"
    ),
    path(
        "cohorts/<int:cohort_id>/archive/",
        cohorts.cohort_archive,
        name="cohort-archive",
    ),
    path("cohorts/<int:cohort_id>/code/", cohorts.code_open, name="code-open"),
    path("cohorts/<int:cohort_id>/code/close/", cohorts.code_close, name="code-close"),
    path(
        "cohorts/<int:cohort_id>/members/<int:member_id>/role/",
        cohorts.member_role,
        name="member-role",
    ),
    path(
        "cohorts/<int:cohort_id>/members/<int:member_id>/end/",
        cohorts.member_end,
        name="member-end",
    ),
    path(
        "cohorts/<int:cohort_id>/invitations/new/",
        cohorts.invitation_new,
        name="invitation-new",
    ),
    path(
        "cohorts/<int:cohort_id>/invitations/<int:invitation_id>/",
        cohorts.invitation_change,
        name="invitation-change",
    ),
    path("join/", joining.join, name="join"),
    path("join/<str:code>/", joining.join_code, name="join-code"),
    path("invitations/<str:invitation_token>/", joining.invitation, name="invitation"),
]

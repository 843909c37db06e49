"""Addresses of this room in the API."""

from django.urls import path

from accounts.api import cohorts, members, people, protection, tokens

PERSON = "people/<int:person_id>/"
COHORT = "cohorts/<int:cohort_id>/"
MEMBER = f"{COHORT}members/<int:member_id>/"
INVITATION = f"{COHORT}invitations/<int:invitation_id>/"
EXPORT = "exports/<uuid:export_id>/"
ROSTER = "rosters/<uuid:roster_id>/"

urlpatterns = [
    path("tokens/", tokens.TokensApi.as_view(), name="api-tokens"),
    path("tokens/current/", tokens.CurrentTokenApi.as_view(), name="api-token-current"),
    path("people/", people.PeopleApi.as_view(), name="api-people"),
    path(PERSON, people.PersonApi.as_view(), name="api-person"),
    path(f"{PERSON}role/", people.PersonRoleApi.as_view(), name="api-person-role"),
    path(
        f"{PERSON}activity/",
        people.PersonActivityApi.as_view(),
        name="api-person-activity",
    ),
    path(f"{PERSON}time/", people.PersonTimeApi.as_view(), name="api-person-time"),
    path(
        f"{PERSON}second-factor/",
        people.PersonSecondFactorApi.as_view(),
        name="api-person-second-factor",
    ),
    path(
        f"{PERSON}access/", people.PersonAccessApi.as_view(), name="api-person-access"
    ),
    path(
        f"{PERSON}export/",
        protection.PersonExportApi.as_view(),
        name="api-person-export",
    ),
    path(
        f"{PERSON}erasure/",
        protection.PersonErasureApi.as_view(),
        name="api-person-erasure",
    ),
    path("account/export/", protection.OwnExportApi.as_view(), name="api-own-export"),
    path(EXPORT, protection.ExportApi.as_view(), name="api-export"),
    path(f"{EXPORT}file/", protection.ExportFileApi.as_view(), name="api-export-file"),
    path(
        "erasures/<uuid:erasure_id>/",
        protection.ErasureApi.as_view(),
        name="api-erasure",
    ),
    path("retention/", protection.RetentionApi.as_view(), name="api-retention"),
    path("audit/", people.AuditApi.as_view(), name="api-audit"),
    path("audit/check/", people.AuditCheckApi.as_view(), name="api-audit-check"),
    path("cohorts/", cohorts.CohortsApi.as_view(), name="api-cohorts"),
    path("cohorts/new/", cohorts.NewCohortApi.as_view(), name="api-cohort-new"),
    path(COHORT, cohorts.CohortApi.as_view(), name="api-cohort"),
    path(
        f"{COHORT}change/", cohorts.CohortChangeApi.as_view(), name="api-cohort-change"
    ),
    path(
        f"{COHORT}archive/",
        cohorts.CohortArchiveApi.as_view(),
        name="api-cohort-archive",
    ),
    path(
        f"{COHORT}restore/",
        members.CohortRestoreApi.as_view(),
        name="api-cohort-restore",
    ),
    path(f"{COHORT}code/", members.CodeApi.as_view(), name="api-code"),
    path(f"{COHORT}code/close/", members.CodeCloseApi.as_view(), name="api-code-close"),
    path(f"{MEMBER}role/", members.MemberRoleApi.as_view(), name="api-member-role"),
    path(f"{MEMBER}end/", members.MemberEndApi.as_view(), name="api-member-end"),
    path(
        f"{COHORT}invitations/",
        members.InvitationsApi.as_view(),
        name="api-invitations",
    ),
    path(
        f"{INVITATION}renew/",
        members.InvitationRenewApi.as_view(),
        name="api-invitation-renew",
    ),
    path(
        f"{INVITATION}withdraw/",
        members.InvitationWithdrawApi.as_view(),
        name="api-invitation-withdraw",
    ),
    path("join/", cohorts.JoinApi.as_view(), name="api-join"),
    path("rosters/", cohorts.RostersApi.as_view(), name="api-rosters"),
    path(ROSTER, cohorts.RosterApi.as_view(), name="api-roster"),
    path(f"{ROSTER}apply/", cohorts.RosterApplyApi.as_view(), name="api-roster-apply"),
]

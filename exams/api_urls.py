"""Addresses of this room in the API."""

from django.urls import path

from exams.api import (
    assigned,
    assigning,
    contact,
    monitoring,
    regrading,
    reminding,
    reporting,
    sitting,
)

ASSIGNMENT = "assignments/<int:assignment_id>/"

urlpatterns = [
    path("exams/", sitting.ExamsView.as_view(), name="api-exams"),
    path(
        "exams/drills/",
        assigning.DrillToAssignApi.as_view(),
        name="api-exams-drills",
    ),
    path("assigned/", assigned.AssignedView.as_view(), name="api-assigned"),
    path("attempts/", sitting.AttemptsView.as_view(), name="api-attempts"),
    path("attempts/<uuid:pk>/", sitting.AttemptView.as_view(), name="api-attempt"),
    path(
        "attempts/<uuid:pk>/operations/",
        sitting.OperationsView.as_view(),
        name="api-operations",
    ),
    path(
        "attempts/<uuid:pk>/takeover/",
        sitting.TakeOverView.as_view(),
        name="api-takeover",
    ),
    path(
        "attempts/<uuid:pk>/contact/", contact.ContactView.as_view(), name="api-contact"
    ),
    path(
        "assignments/<int:assignment_id>/monitor/",
        monitoring.MonitorView.as_view(),
        name="api-monitor",
    ),
    path(
        "assignments/<int:assignment_id>/interventions/",
        monitoring.InterventionsView.as_view(),
        name="api-interventions",
    ),
    path("attempts/<uuid:pk>/check/", sitting.CheckView.as_view(), name="api-check"),
    path("attempts/<uuid:pk>/submit/", sitting.SubmitView.as_view(), name="api-submit"),
    path("attempts/<uuid:pk>/result/", sitting.ResultView.as_view(), name="api-result"),
    path("assignments/", assigning.AssignmentsApi.as_view(), name="api-assignments"),
    path(
        "assignments/new/",
        assigning.NewAssignmentApi.as_view(),
        name="api-assignment-new",
    ),
    path(ASSIGNMENT, assigning.AssignmentApi.as_view(), name="api-assignment"),
    path(
        f"{ASSIGNMENT}change/",
        assigning.AssignmentChangeApi.as_view(),
        name="api-assignment-change",
    ),
    path(
        f"{ASSIGNMENT}withdraw/",
        assigning.AssignmentWithdrawApi.as_view(),
        name="api-assignment-withdraw",
    ),
    path(
        f"{ASSIGNMENT}people/",
        assigning.AssignmentPeopleApi.as_view(),
        name="api-assignment-people",
    ),
    path(
        f"{ASSIGNMENT}people/<int:student_id>/",
        assigning.AssignmentOverrideApi.as_view(),
        name="api-assignment-override",
    ),
    path(
        "attempts/<uuid:pk>/questions/<int:position>/report/",
        reporting.QuestionReportApi.as_view(),
        name="api-question-report",
    ),
    path("own-reports/", reporting.OwnReportsApi.as_view(), name="api-own-reports"),
    path("regrades/", regrading.RegradesApi.as_view(), name="api-regrades"),
    path(
        "regrades/<uuid:regrade_id>/",
        regrading.RegradeApi.as_view(),
        name="api-regrade",
    ),
    path(
        "regrades/<uuid:regrade_id>/steps/<slug:regrade_step>/",
        regrading.RegradeStepApi.as_view(),
        name="api-regrade-step",
    ),
    path("notices/", reminding.NoticesApi.as_view(), name="api-notices"),
    path(
        "notices/<int:reminder_id>/read/",
        reminding.NoticeReadApi.as_view(),
        name="api-notice-read",
    ),
    path("reminders/", reminding.RemindersApi.as_view(), name="api-reminders"),
    path("calendar/", reminding.CalendarApi.as_view(), name="api-calendar"),
]

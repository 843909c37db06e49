"""Addresses of this room."""

from django.urls import path

from exams.views import (
    assigned,
    assigning,
    choosing,
    monitoring,
    overriding,
    reading,
    regrading,
    reminding,
    sitting,
)

app_name = "exams"
urlpatterns = [
    path("diagnostic/", choosing.diagnostic, name="diagnostic"),
    path("exams/", choosing.catalogue, name="catalogue"),
    path("exams/<slug:slug>/", choosing.start_page, name="start_page"),
    path("exams/<slug:slug>/start", choosing.start, name="start"),
    path("drills/", choosing.drill, name="drill"),
    path("assigned/", assigned.assigned_list, name="assigned_list"),
    path("assigned/<int:assigned_id>/", assigned.assigned, name="assigned"),
    path(
        "assigned/<int:assigned_id>/start",
        assigned.start_assigned,
        name="start_assigned",
    ),
    path("attempts/", choosing.history, name="history"),
    path("reports/", reading.own_reports, name="own_reports"),
    path("attempts/<uuid:pk>/", sitting.run, name="run"),
    path("attempts/<uuid:pk>/save", sitting.save, name="save"),
    path("attempts/<uuid:pk>/review/", sitting.review, name="review"),
    path("attempts/<uuid:pk>/submit", sitting.submit, name="submit"),
    path("attempts/<uuid:pk>/result/", reading.result, name="result"),
    path("attempts/<uuid:pk>/late", reading.count_late, name="count_late"),
    path(
        "attempts/<uuid:pk>/questions/<int:position>/",
        reading.question,
        name="question",
    ),
    path(
        "attempts/<uuid:pk>/questions/<int:position>/report",
        reading.report,
        name="report",
    ),
    path("bank/regrades/", regrading.regrade_list, name="regrades"),
    path("bank/regrades/<uuid:regrade_id>/", regrading.regrade, name="regrade"),
    path(
        "bank/regrades/<uuid:regrade_id>/progress/",
        regrading.progress,
        name="regrade_progress",
    ),
    path(
        "bank/regrades/<uuid:regrade_id>/apply/", regrading.apply, name="regrade_apply"
    ),
    path("bank/regrades/<uuid:regrade_id>/undo/", regrading.undo, name="regrade_undo"),
    path(
        "bank/regrades/<uuid:regrade_id>/discard/",
        regrading.discard,
        name="regrade_discard",
    ),
    path(
        "bank/questions/<slug:question_slug>/revisions/<int:number>/regrade/",
        regrading.new,
        name="regrade_new",
    ),
    path("assignments/", assigning.assignments, name="assignments"),
    path("assignments/new/", assigning.assignment_new, name="assignment-new"),
    path(
        "assignments/outlook/", assigning.assignment_outlook, name="assignment-outlook"
    ),
    path("assignments/<int:assignment_id>/", assigning.assignment, name="assignment"),
    path(
        "assignments/<int:assignment_id>/change/",
        assigning.assignment_change,
        name="assignment-change",
    ),
    path(
        "assignments/<int:assignment_id>/outlook/",
        assigning.assignment_change_outlook,
        name="assignment-change-outlook",
    ),
    path(
        "assignments/<int:assignment_id>/withdraw/",
        assigning.assignment_withdraw,
        name="assignment-withdraw",
    ),
    path(
        "assignments/<int:assignment_id>/monitor/",
        monitoring.monitor,
        name="assignment-monitor",
    ),
    path(
        "assignments/<int:assignment_id>/monitor/act",
        monitoring.act,
        name="monitor-act",
    ),
    path(
        "assignments/<int:assignment_id>/monitor/<uuid:watched_id>/",
        monitoring.watched,
        name="monitor-one",
    ),
    path(
        "assignments/<int:assignment_id>/monitor/<uuid:watched_id>/act",
        monitoring.act_on,
        name="monitor-act-on",
    ),
    path(
        "assignments/<int:assignment_id>/people/",
        overriding.people,
        name="assignment-people",
    ),
    path(
        "assignments/<int:assignment_id>/people/<int:student_id>/",
        overriding.override,
        name="assignment-override",
    ),
    path(
        "assignments/<int:assignment_id>/people/<int:student_id>/end/",
        overriding.override_end,
        name="assignment-override-end",
    ),
    path("account/reminders/", reminding.reminders, name="reminders"),
    path(
        "account/reminders/choose/", reminding.reminders_choose, name="reminders-choose"
    ),
    path(
        "account/reminders/<int:reminder_id>/read/",
        reminding.reminder_read,
        name="reminder-read",
    ),
    path("account/calendar/", reminding.calendar_renew, name="calendar-renew"),
    path("account/calendar/end/", reminding.calendar_end, name="calendar-end"),
    path("calendar/<str:calendar_secret>.ics", reminding.calendar, name="calendar"),
]

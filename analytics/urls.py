"""Addresses of this room. The start page has no namespace: it is everybody's home."""

from django.urls import path

from analytics.views import (
    cohorts,
    home,
    meaning,
    performance,
    progress,
    report_files,
    report_mail,
    study,
    system,
)

urlpatterns = [
    path("", home.home, name="home"),
    path("plan/<uuid:attempt_id>/", home.plan, name="plan"),
    path("system/", system.system, name="system"),
    path("bank/performance/", performance.flagged, name="flagged"),
    path("bank/integrity/", performance.integrity, name="integrity"),
    path(
        "bank/questions/<slug:question_slug>/performance/",
        performance.performance,
        name="performance",
    ),
    path("progress/", progress.progress, name="progress"),
    path("progress/export.json", progress.export_json, name="export_json"),
    path("progress/<slug:table>.csv", progress.export_csv, name="export_csv"),
    path("study/", study.study, name="study"),
    path("study/count", study.study_count, name="study_count"),
    path("study/start", study.start_study, name="start_study"),
    path("study/placement", study.start_placement, name="start_placement"),
    path("attempts/<uuid:attempt_id>/meaning/", meaning.meaning, name="meaning"),
    path(
        "attempts/<uuid:attempt_id>/forecast",
        meaning.forecast_change,
        name="forecast_change",
    ),
    path(
        "attempts/<uuid:attempt_id>/questions/<int:position>/others",
        meaning.others,
        name="others",
    ),
    path("cohorts/<int:cohort_id>/report/", cohorts.report, name="cohort_report"),
    path(
        "cohorts/<int:cohort_id>/report/progress",
        cohorts.progress,
        name="cohort_report_progress",
    ),
    path(
        "cohorts/<int:cohort_id>/report/compute",
        cohorts.compute,
        name="cohort_report_compute",
    ),
    path(
        "cohorts/<int:cohort_id>/report/rule",
        cohorts.change_rule,
        name="cohort_report_rule",
    ),
    path(
        "cohorts/<int:cohort_id>/report/drill",
        cohorts.assign_drill,
        name="cohort_report_drill",
    ),
    path(
        "cohorts/<int:cohort_id>/report/assignments/<int:assignment_id>/",
        cohorts.assigned,
        name="cohort_report_assigned",
    ),
    path(
        "cohorts/<int:cohort_id>/report/files/",
        report_files.files,
        name="report_files",
    ),
    path(
        "report-files/<uuid:file_id>/progress",
        report_files.progress,
        name="report_file_progress",
    ),
    path(
        "report-files/<uuid:file_id>/download",
        report_files.download,
        name="report_file_download",
    ),
    path(
        "cohorts/<int:cohort_id>/report/mail",
        report_mail.change,
        name="report_mail",
    ),
    path(
        "cohorts/<int:cohort_id>/report/mail/end",
        report_mail.end,
        name="end_report_mail",
    ),
    path(
        "report-mail/<str:mail_token>/stop/",
        report_mail.stop,
        name="stop_report_mail",
    ),
]

"""Addresses of this room in the API."""

from django.urls import path

from analytics.api import learning, reports

urlpatterns = [
    path("readiness/", learning.ReadinessView.as_view(), name="api-readiness"),
    path("forecasts/", learning.ForecastsView.as_view(), name="api-forecasts"),
    path("study/", learning.StudyView.as_view(), name="api-study"),
    path("study/placement/", learning.PlacementView.as_view(), name="api-placement"),
    path("study/due/", learning.DueView.as_view(), name="api-due"),
    path(
        "cohorts/<int:cohort_id>/report/",
        reports.CohortReportView.as_view(),
        name="api-cohort-report",
    ),
    path(
        "cohorts/<int:cohort_id>/report/files/",
        reports.ReportFilesView.as_view(),
        name="api-report-files",
    ),
    path(
        "cohorts/<int:cohort_id>/report/mail/",
        reports.ReportMailView.as_view(),
        name="api-report-mail",
    ),
    path(
        "report-files/<uuid:file_id>/",
        reports.ReportFileView.as_view(),
        name="api-report-file",
    ),
    path(
        "report-files/<uuid:file_id>/content/",
        reports.ReportFileContentView.as_view(),
        name="api-report-file-content",
    ),
]

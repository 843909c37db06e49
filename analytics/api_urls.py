"""Addresses of this room in the API."""

from django.urls import path

from analytics import api

urlpatterns = [
    path("readiness/", api.ReadinessView.as_view(), name="api-readiness"),
    path("forecasts/", api.ForecastsView.as_view(), name="api-forecasts"),
    path("study/", api.StudyView.as_view(), name="api-study"),
    path("study/placement/", api.PlacementView.as_view(), name="api-placement"),
    path("study/due/", api.DueView.as_view(), name="api-due"),
    path(
        "cohorts/<int:cohort_id>/report/",
        api.CohortReportView.as_view(),
        name="api-cohort-report",
    ),
]

"""Addresses of this room. The start page has no namespace: it is everybody's home."""

from django.urls import path

from analytics.views import home, meaning, performance, progress, study, system

urlpatterns = [
    path("", home.home, name="home"),
    path("plan/<uuid:attempt_id>/", home.plan, name="plan"),
    path("system/", system.system, name="system"),
    path("bank/performance/", performance.flagged, name="flagged"),
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
]

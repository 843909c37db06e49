"""Addresses of this room in the API."""

from django.urls import path

from questions.api import exchange, reporting, reviewing, writing

QUESTION = "questions/<slug:question_slug>/"
IMPORT = "imports/<uuid:import_id>/"

urlpatterns = [
    path("questions/", writing.QuestionsApi.as_view(), name="api-questions"),
    path(QUESTION, writing.QuestionApi.as_view(), name="api-question"),
    path(f"{QUESTION}draft/", writing.DraftApi.as_view(), name="api-draft"),
    path(
        f"{QUESTION}steps/<slug:step>/",
        writing.StepApi.as_view(),
        name="api-question-step",
    ),
    path(f"{QUESTION}reviewer/", reviewing.ReviewerApi.as_view(), name="api-reviewer"),
    path(f"{QUESTION}remarks/", reviewing.RemarksApi.as_view(), name="api-remarks"),
    path(
        "remarks/<int:remark_id>/settle/",
        reviewing.RemarkApi.as_view(),
        name="api-remark",
    ),
    path("reviews/", reviewing.ReviewsApi.as_view(), name="api-reviews"),
    path("reports/", reporting.ReportsApi.as_view(), name="api-reports"),
    path("reports/<int:report_id>/", reporting.ReportApi.as_view(), name="api-report"),
    path("imports/", exchange.ImportsApi.as_view(), name="api-imports"),
    path(IMPORT, exchange.ImportApi.as_view(), name="api-import"),
    path(
        f"{IMPORT}confirm/",
        exchange.ImportConfirmApi.as_view(),
        name="api-import-confirm",
    ),
    path(f"{IMPORT}undo/", exchange.ImportUndoApi.as_view(), name="api-import-undo"),
    path("exports/questions/", exchange.ExportApi.as_view(), name="api-bank-exports"),
]

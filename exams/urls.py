"""Addresses of this room."""

from django.urls import path

from exams.views import choosing, reading, regrading, sitting

app_name = "exams"
urlpatterns = [
    path("diagnostic/", choosing.diagnostic, name="diagnostic"),
    path("exams/", choosing.catalogue, name="catalogue"),
    path("exams/<slug:slug>/", choosing.start_page, name="start_page"),
    path("exams/<slug:slug>/start", choosing.start, name="start"),
    path("drills/", choosing.drill, name="drill"),
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
]

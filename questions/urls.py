"""Addresses of this room."""

from django.urls import path

from questions.views import (
    browsing,
    bulk,
    doubting,
    exchange,
    reporting,
    reviewing,
    sources,
    writing,
)

app_name = "questions"
urlpatterns = [
    path("", browsing.question_list, name="list"),
    path("about/", browsing.about, name="about"),
    path("stale/", doubting.doubt_list, name="doubts"),
    path("stale/check/", doubting.recheck, name="recheck"),
    path("stale/<int:doubt_id>/settle/", doubting.settle, name="settle_doubt"),
    path("reports/", reporting.report_list, name="reports"),
    path("reports/<int:report_id>/", reporting.report, name="report"),
    path("coverage/", sources.coverage, name="coverage"),
    path("review/", reviewing.queue, name="review"),
    path("new/", writing.new, name="new"),
    path("import/", exchange.import_list, name="imports"),
    path("import/template.csv", exchange.template_of_csv, name="import_csv"),
    path("import/template.xlsx", exchange.template_of_xlsx, name="import_xlsx"),
    path("import/<uuid:import_id>/", exchange.import_detail, name="import"),
    path(
        "import/<uuid:import_id>/progress/",
        exchange.import_progress,
        name="import_progress",
    ),
    path(
        "import/<uuid:import_id>/choose/", exchange.import_choose, name="import_choose"
    ),
    path(
        "import/<uuid:import_id>/confirm/",
        exchange.import_confirm,
        name="import_confirm",
    ),
    path(
        "import/<uuid:import_id>/forget/", exchange.import_forget, name="import_forget"
    ),
    path("import/<uuid:import_id>/undo/", exchange.import_undo, name="import_undo"),
    path("export/", exchange.export, name="export"),
    path("export/file/", exchange.export_file, name="export_file"),
    path("filters/", browsing.save_filter, name="save_filter"),
    path("filters/<int:pk>/delete/", browsing.delete_filter, name="delete_filter"),
    path("many/", bulk.plan, name="plan"),
    path("many/apply/", bulk.apply, name="apply"),
    path("many/<uuid:change_id>/", bulk.change, name="change"),
    path("many/<uuid:change_id>/undo/", bulk.undo, name="undo"),
    path("pictures/<uuid:picture_id>/", sources.picture, name="picture"),
    path("remarks/<int:remark_id>/settle/", reviewing.settle, name="settle"),
    path("scenarios/", sources.scenario_list, name="scenarios"),
    path("scenarios/<slug:scenario_slug>/", sources.scenario, name="scenario"),
    path("questions/<slug:slug>/", browsing.question_detail, name="question"),
    path(
        "questions/<slug:slug>/changes/<int:old>/<int:new>/",
        browsing.comparison,
        name="comparison",
    ),
    path("questions/<slug:slug>/begin/", writing.begin, name="begin"),
    path("questions/<slug:slug>/edit/", writing.edit, name="edit"),
    path("questions/<slug:slug>/save/", writing.save, name="save"),
    path("questions/<slug:slug>/alike/", writing.alike, name="alike"),
    path("questions/<slug:slug>/variants/", writing.variants, name="variants"),
    path("questions/<slug:slug>/merge/", writing.merge, name="merge"),
    path("questions/<slug:slug>/discard/", writing.discard, name="discard"),
    path("questions/<slug:slug>/claims/", sources.claims, name="claims"),
    path("questions/<slug:slug>/pictures/", sources.pictures, name="pictures"),
    path("questions/<slug:slug>/review/", reviewing.review_draft, name="review_draft"),
    path("questions/<slug:slug>/submit/", reviewing.submit, name="submit"),
    path("questions/<slug:slug>/assign/", reviewing.assign, name="assign"),
    path("questions/<slug:slug>/return/", reviewing.send_back, name="return"),
    path("questions/<slug:slug>/remark/", reviewing.remark, name="remark"),
    path("questions/<slug:slug>/publish/", reviewing.publish, name="publish"),
    path("questions/<slug:slug>/retire/", reviewing.retire, name="retire"),
    path("questions/<slug:slug>/revive/", reviewing.revive, name="revive"),
    path("questions/<slug:slug>/release/", reviewing.release, name="release"),
]

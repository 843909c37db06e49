"""Addresses of this room in the API."""

from django.urls import path

from exams import api

urlpatterns = [
    path("exams/", api.ExamsView.as_view(), name="api-exams"),
    path("attempts/", api.AttemptsView.as_view(), name="api-attempts"),
    path("attempts/<uuid:pk>/", api.AttemptView.as_view(), name="api-attempt"),
    path(
        "attempts/<uuid:pk>/operations/",
        api.OperationsView.as_view(),
        name="api-operations",
    ),
    path(
        "attempts/<uuid:pk>/takeover/", api.TakeOverView.as_view(), name="api-takeover"
    ),
    path("attempts/<uuid:pk>/check/", api.CheckView.as_view(), name="api-check"),
    path("attempts/<uuid:pk>/submit/", api.SubmitView.as_view(), name="api-submit"),
    path("attempts/<uuid:pk>/result/", api.ResultView.as_view(), name="api-result"),
]

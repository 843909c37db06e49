"""Addresses of this room in the API."""

from django.urls import path

from questions import api

urlpatterns = [
    path("questions/", api.QuestionsApi.as_view(), name="api-questions"),
    path(
        "questions/<slug:question_slug>/",
        api.QuestionApi.as_view(),
        name="api-question",
    ),
    path(
        "questions/<slug:question_slug>/draft/",
        api.DraftApi.as_view(),
        name="api-draft",
    ),
    path(
        "questions/<slug:question_slug>/steps/<slug:step>/",
        api.StepApi.as_view(),
        name="api-question-step",
    ),
]

"""Addresses of this room."""

from django.urls import path

from questions import views

app_name = "questions"
urlpatterns = [
    path("", views.question_list, name="list"),
    path("about/", views.about, name="about"),
    path("reports/", views.report_list, name="reports"),
    path("questions/<slug:slug>/", views.question_detail, name="question"),
]

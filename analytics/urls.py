"""Addresses of this room. The start page has no namespace: it is everybody's home."""

from django.urls import path

from analytics import views

urlpatterns = [
    path("", views.home, name="home"),
    path("plan/<uuid:attempt_id>/", views.plan, name="plan"),
]

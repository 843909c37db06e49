"""Addresses of this room. The start page has no namespace: it is everybody's home."""

from django.urls import path

from analytics.views import home, system

urlpatterns = [
    path("", home.home, name="home"),
    path("plan/<uuid:attempt_id>/", home.plan, name="plan"),
    path("system/", system.system, name="system"),
]

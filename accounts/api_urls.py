"""Addresses of this room in the API."""

from django.urls import path

from accounts import api

urlpatterns = [
    path("tokens/", api.TokensApi.as_view(), name="api-tokens"),
    path("tokens/current/", api.CurrentTokenApi.as_view(), name="api-token-current"),
]

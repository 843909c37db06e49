"""The versioned REST API (DESIGN §10)."""

from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView

urlpatterns = [
    path("schema/", SpectacularAPIView.as_view(), name="api-schema"),
    path("", include("accounts.api_urls")),
    path("", include("exams.api_urls")),
    path("", include("analytics.api_urls")),
    path("", include("questions.api_urls")),
]

"""The versioned REST API (DESIGN §10)."""

from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView

urlpatterns = [
    # First: what the runner asks all the time.
    path("", include("exams.api_urls")),
    path("schema/", SpectacularAPIView.as_view(), name="api-schema"),
    path("", include("accounts.api_urls")),
    path("", include("analytics.api_urls")),
    path("", include("questions.api_urls")),
]

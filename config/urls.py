"""Every address of the product."""

from django.contrib import admin
from django.urls import include, path

from config import health

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    # Before the pages: one look at a prefix instead of a hundred at patterns.
    path("api/v1/", include("config.api_urls")),
    path("", include("exams.urls")),
    path("", include("analytics.urls")),
    path("", include("accounts.urls")),
    path("account/", include("allauth.urls")),
    path("bank/", include("questions.urls")),
    path("django-admin/", admin.site.urls),
]

handler400 = "config.errors.bad_request"
handler403 = "config.errors.permission_denied"
handler404 = "config.errors.page_not_found"
handler500 = "config.errors.server_error"
handler429 = "config.errors.too_many_requests"

"""The state of the system, for administrators."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from accounts.access import require_role
from accounts.models import Role
from analytics import selectors


@require_role(Role.ADMIN)
def system(request: HttpRequest) -> HttpResponse:
    """Queues, nightly runs, estimates in force, versions: what to worry about."""
    now = timezone.now()
    context = {"page": selectors.system_page(now), "now": now}
    return render(request, "analytics/system.html", context)

"""The audit log, for administrators: filters, and whether the chain holds."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts import access, selectors
from accounts.forms.people import AuditFilterForm
from lib import audit


@access.require_admin
@never_cache
@require_safe
def events(request: HttpRequest) -> HttpResponse:
    return _page(request, None)


@access.require_admin
@require_POST
def check(request: HttpRequest) -> HttpResponse:
    """Compute every link again. Nothing is written."""
    return _page(request, audit.check())


def _page(request: HttpRequest, checked: audit.Checked | None) -> HttpResponse:
    form = AuditFilterForm(request.GET)
    filters = form.shown()
    context = {
        "form": form,
        "page": selectors.audit_page(filters),
        "is_filtered": bool(filters),
        "checked": checked,
    }
    return render(request, "accounts/audit.html", context)

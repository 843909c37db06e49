"""The way so far: forecasts, exams on one scale, and all of it to take along."""

from collections.abc import Iterator

from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
)
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.access import member_of, require_member
from analytics import selectors
from exams.selectors import default_guide
from lib.found import or_404


@never_cache
@require_safe
@require_member
def progress(request: HttpRequest) -> HttpResponse:
    user, now = member_of(request), timezone.now()
    code = request.GET.get("guide", "")
    guide = or_404(default_guide(user, timezone.localdate(now), code))
    page = selectors.progress_of(user, guide, now)
    context = {"page": page, "tables": selectors.learning_tables(user)}
    return render(request, "analytics/progress.html", context)


@never_cache
@require_safe
@require_member
def export_json(request: HttpRequest) -> HttpResponse:
    """Everything that was learnt of this person, in one file."""
    text = selectors.learning_json(member_of(request))
    return _download(text, "passline.json", "application/json")


@never_cache
@require_safe
@require_member
def export_csv(request: HttpRequest, table: str) -> HttpResponse:
    """One table of the same, for a spreadsheet."""
    user = member_of(request)
    if table not in selectors.learning_tables(user):
        raise Http404
    text = selectors.learning_csv(user, table)
    return _download(text, f"passline-{table}.csv", "text/csv")


def _download(text: Iterator[str], name: str, kind: str) -> HttpResponse:
    disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse("".join(text), content_type=kind, headers=disposition)

"""Bringing questions in and taking them out."""

from collections import Counter
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from accounts.access import member_of, require_teaching
from accounts.models import User
from lib.problems import Problem
from lib.words import counted
from questions import access, selectors, services
from questions.exchange import Written, template_csv, template_xlsx
from questions.forms import (
    BankFilterForm,
    ExportForm,
    ImportForm,
    page_from,
    positions_from_post,
    topics_from_post,
)
from questions.models import Topic

SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TEMPLATE = "passline-questions"
SHOWN_LOSSES = 300


# --- In ---------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@require_teaching
def import_list(request: HttpRequest) -> HttpResponse:
    """Send a file; what was found is shown before any question is written."""
    user = member_of(request)
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            batch = services.read_import(
                sender=user,
                file_name=file.name or "file",
                data=file.read(),
                format_=form.cleaned_data["format"] or None,
                now=timezone.now(),
            )
        except Problem as problem:
            form.add_error("file", problem.words)
        else:
            return redirect("questions:import", batch.pk)
    context = {"form": form, "imports": selectors.recent_imports(user)}
    status = 400 if form.errors else 200
    return render(request, "questions/exchange_imports.html", context, status=status)


@require_safe
@require_teaching
def template_of_csv(request: HttpRequest) -> HttpResponse:
    """The published template with two questions to write over."""
    body = template_csv().encode("utf-8-sig")  # so that Excel reads it as UTF-8
    return _attached(HttpResponse(body, "text/csv; charset=utf-8"), TEMPLATE + ".csv")


@require_safe
@require_teaching
def template_of_xlsx(request: HttpRequest) -> HttpResponse:
    return _attached(HttpResponse(template_xlsx(), SHEET), TEMPLATE + ".xlsx")


@require_safe
@require_teaching
def import_detail(request: HttpRequest, import_id: UUID) -> HttpResponse:
    batch = access.import_for(member_of(request), import_id)
    page = selectors.import_page(batch, page_from(request.GET))
    context = {"page": page, "topics": Topic.objects.order_by("name")}
    return render(request, f"questions/exchange_{batch.state}.html", context)


@require_safe
@require_teaching
def import_progress(request: HttpRequest, import_id: UUID) -> HttpResponse:
    """The piece of the page that is asked for again while the job runs."""
    batch = access.import_for(member_of(request), import_id)
    context = {"batch": batch, "counts": selectors.counts_of(batch)}
    return render(request, "questions/exchange_progress.html", context)


@require_POST
@require_teaching
def import_choose(request: HttpRequest, import_id: UUID) -> HttpResponse:
    """Keep the choice of one page, or choose all or none of the file."""
    batch = access.import_for(member_of(request), import_id)
    shown, chosen = positions_from_post(request.POST)
    whole = request.POST.get("whole", "")
    if whole in ("all", "none"):
        every = range(1, batch.rows.count() + 1) if whole == "all" else ()
        services.choose_rows(batch=batch, among=None, chosen=every)
    else:
        services.choose_rows(batch=batch, among=shown, chosen=chosen)
    messages.success(request, "Your choice is kept.")
    return redirect(_place(batch.pk, request.POST))


@require_POST
@require_teaching
def import_confirm(request: HttpRequest, import_id: UUID) -> HttpResponse:
    """Keep the topics and what is ticked; then, if asked, make the drafts."""
    user = member_of(request)
    batch = access.import_for(user, import_id)
    now = timezone.now()
    names = {one.name: one.path for one in selectors.categories_of(batch)}
    topics = topics_from_post(request.POST, names)
    services.map_categories(by=user, topics=topics, now=now)
    shown, chosen = positions_from_post(request.POST)
    services.choose_rows(batch=batch, among=shown, chosen=chosen)
    if request.POST.get("action") == "confirm":
        services.confirm_import(batch=batch, by=user, now=now)
    else:
        messages.success(request, "The topics are kept.")
    return redirect("questions:import", batch.pk)


@require_POST
@require_teaching
def import_forget(request: HttpRequest, import_id: UUID) -> HttpResponse:
    batch = access.import_for(member_of(request), import_id)
    services.forget_import(batch=batch)
    messages.success(request, f"“{batch.file_name}” is forgotten. Nothing was made.")
    return redirect("questions:imports")


@require_POST
@require_teaching
def import_undo(request: HttpRequest, import_id: UUID) -> HttpResponse:
    user = member_of(request)
    batch = access.import_for(user, import_id)
    count = services.undo_import(batch=batch, by=user, now=timezone.now())
    drafts = counted(count, "draft was", "drafts were")
    messages.success(request, f"Taken back: {drafts} deleted.")
    return redirect("questions:import", batch.pk)


def _place(pk: UUID, post: QueryDict) -> str:
    page = page_from(post)
    return f"{reverse('questions:import', args=[pk])}?page={page}#questions"


# --- Out --------------------------------------------------------------------


@require_safe
@require_teaching
def export(request: HttpRequest) -> HttpResponse:
    """Which questions, in which format, and what the format cannot hold."""
    form = ExportForm(request.GET if "format" in request.GET else None)
    context = {"filters": BankFilterForm(request.GET), "form": form}
    if form.is_bound and form.is_valid():
        try:
            written = _written(request.GET, form, by=None)
        except Problem as problem:
            form.add_error("format", problem.detail)
        else:
            context |= {"written": written} | _losses(written)
    return render(request, "questions/exchange_export.html", context)


@require_POST
@require_teaching
def export_file(request: HttpRequest) -> HttpResponse:
    """The file itself. Who took it stands in the audit log."""
    form = ExportForm(request.POST)
    if not form.is_valid():
        return redirect("questions:export")
    written = _written(request.POST, form, by=member_of(request))
    return _attached(HttpResponse(written.data, written.content_type), written.name)


def _written(told: QueryDict, form: ExportForm, *, by: User | None) -> Written:
    filters = BankFilterForm(told).shown()
    limit = services.MAX_EXPORTED
    questions = selectors.chosen_questions(filters, timezone.now(), limit)
    format_ = form.cleaned_data["format"]
    return services.export_questions(questions=questions, format_=format_, by=by)


def _losses(written: Written) -> dict[str, Any]:
    """What the report shows: questions left out by name, what is lost by number."""
    left = [loss for loss in written.losses if loss.is_left_out]
    lost = Counter(loss.what for loss in written.losses if not loss.is_left_out)
    return {"left_out": left[:SHOWN_LOSSES], "lost": lost.most_common()}


def _attached(response: HttpResponse, name: str) -> HttpResponse:
    header = content_disposition_header(as_attachment=True, filename=name)
    response["Content-Disposition"] = header or "attachment"
    response["Cache-Control"] = "private, no-store"
    return response

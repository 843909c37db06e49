"""Files of questions in and out: read, choose, make drafts, take back; and export."""

from collections import Counter
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.access import IsTeaching, member_of
from lib.forms import unusable
from lib.problems import Problem
from lib.strict import StrictSerializer
from questions import access, selectors, services
from questions.exchange import EXPORTS, Written
from questions.forms import BankFilterForm, ExportForm, ImportForm, page_from
from questions.models import QuestionImport, Topic

FILE: dict[Any, Any] = {
    (200, "*/*"): OpenApiTypes.BINARY,
}
UPLOAD = {
    "multipart/form-data": {
        "type": "object",
        "properties": {
            "file": {"type": "string", "format": "binary"},
            "format": {"type": "string"},
        },
        "required": ["file"],
    }
}


class ConfirmInput(StrictSerializer):
    """Positions of the questions that come in (left out: as they are chosen), and
    the topic that each category means (null: none)."""

    chosen = serializers.ListField(
        child=serializers.IntegerField(min_value=1), max_length=20_000, required=False
    )
    topics = serializers.DictField(
        child=serializers.SlugField(allow_null=True), default=dict
    )


class ExportInput(StrictSerializer):
    """A format, and the filters of the bank's list."""

    format = serializers.ChoiceField(choices=list(EXPORTS))
    filters = serializers.DictField(child=serializers.CharField(), default=dict)


# --- In ---------------------------------------------------------------------


class ImportsApi(APIView):
    """Files so far, and sending one; nothing is written to the bank by it."""

    permission_classes = [IsTeaching]
    parser_classes = [MultiPartParser]

    @extend_schema(operation_id="imports_list", responses=dict)
    def get(self, request: Request) -> Response:
        found = selectors.recent_imports(member_of(request))
        rows = [_head(batch) for batch in found]
        return Response({"results": rows, "previous": None, "next": None})

    @extend_schema(
        operation_id="imports_read",
        request=UPLOAD,
        responses={201: dict},
    )
    def post(self, request: Request) -> Response:
        form = ImportForm(request.POST, request.FILES)
        if not form.is_valid():
            raise unusable(form)
        file = form.cleaned_data["file"]
        batch = services.read_import(
            sender=member_of(request),
            file_name=file.name or "file",
            data=file.read(),
            format_=form.cleaned_data["format"] or None,
            now=timezone.now(),
        )
        return Response(_body(batch, 1), status=status.HTTP_201_CREATED)


class ImportApi(APIView):
    """One file: what it holds, page by page; DELETE forgets one that only was read."""

    permission_classes = [IsTeaching]

    @extend_schema(operation_id="imports_detail", responses=dict)
    def get(self, request: Request, import_id: UUID) -> Response:
        batch = access.import_for(member_of(request), import_id)
        return Response(_body(batch, page_from(request.GET)))

    @extend_schema(operation_id="imports_forget", responses={204: None})
    def delete(self, request: Request, import_id: UUID) -> Response:
        batch = access.import_for(member_of(request), import_id)
        services.forget_import(batch=batch)
        return Response(status=status.HTTP_204_NO_CONTENT)


class ImportConfirmApi(APIView):
    """Make drafts of what is chosen, by a job: 202, then ask until it is done."""

    permission_classes = [IsTeaching]

    @extend_schema(
        operation_id="imports_confirm",
        request=ConfirmInput,
        responses={202: dict},
    )
    def post(self, request: Request, import_id: UUID) -> Response:
        user, now = member_of(request), timezone.now()
        batch = access.import_for(user, import_id)
        told = ConfirmInput.valid(request.data)
        topics = _topics(told["topics"])
        if "chosen" in told:
            services.choose_rows(batch=batch, among=None, chosen=told["chosen"])
        services.map_categories(by=user, topics=topics, now=now)
        batch = services.confirm_import(batch=batch, by=user, now=now)
        return Response(_body(batch, 1), status=status.HTTP_202_ACCEPTED)


class ImportUndoApi(APIView):
    """Delete every draft that it made, while none is in review or published."""

    permission_classes = [IsTeaching]

    @extend_schema(operation_id="imports_undo", request=None, responses=dict)
    def post(self, request: Request, import_id: UUID) -> Response:
        user = member_of(request)
        batch = access.import_for(user, import_id)
        count = services.undo_import(batch=batch, by=user, now=timezone.now())
        return Response({"deleted": count})


def _topics(told: dict[str, str | None]) -> dict[str, Topic | None]:
    slugs = {slug for slug in told.values() if slug}
    known = {topic.slug: topic for topic in Topic.objects.filter(slug__in=slugs)}
    if unknown := sorted(slugs - set(known)):
        raise serializers.ValidationError({"topics": [f"No topic `{unknown[0]}`."]})
    return {path: known[slug] if slug else None for path, slug in told.items()}


def _head(batch: QuestionImport) -> dict[str, Any]:
    return {
        "id": str(batch.pk),
        "file_name": batch.file_name,
        "sha256": batch.digest,
        "format": batch.format or None,
        "state": batch.state,
        "sent_at": batch.sent_at,
        "finished_at": batch.finished_at,
    }


def _body(batch: QuestionImport, number: int) -> dict[str, Any]:
    page = selectors.import_page(batch, number)
    counts = page.counts
    return _head(batch) | {
        "found": counts.found,
        "chosen": counts.chosen,
        "made": counts.made,
        "faults": batch.faults,
        "categories": {one.path: one.topic or None for one in page.categories},
        "page": page.page.number,
        "pages": page.page.paginator.num_pages,
        "questions": [
            {
                "position": row.position,
                "is_chosen": row.is_chosen,
                "slug": row.question.slug if row.question else None,
                "item": row.data,
            }
            for row in page.page
        ],
    }


# --- Out --------------------------------------------------------------------


class ExportApi(APIView):
    """GET ?format=… and filters: what the file would lose. POST: the file itself."""

    permission_classes = [IsTeaching]

    @extend_schema(
        operation_id="bank_exports_report",
        parameters=[OpenApiParameter("format", str, required=True, enum=list(EXPORTS))],
        responses=dict,
    )
    def get(self, request: Request) -> Response:
        form = ExportForm(request.GET)
        if not form.is_valid():
            raise unusable(form)
        filters = BankFilterForm(request.GET).shown()
        written = _written(filters, form.cleaned_data["format"])
        left = [loss for loss in written.losses if loss.is_left_out]
        lost = Counter(loss.what for loss in written.losses if not loss.is_left_out)
        body = {
            "file_name": written.name,
            "bytes": len(written.data),
            "questions": written.count,
            "left_out": [{"ref": one.ref, "reason": one.what} for one in left],
            "lost": [{"what": what, "questions": n} for what, n in lost.items()],
        }
        return Response(body)

    @extend_schema(
        operation_id="bank_exports_file", request=ExportInput, responses=FILE
    )
    def post(self, request: Request) -> HttpResponse:
        told = ExportInput.valid(request.data)
        form = BankFilterForm(told["filters"])
        unknown = sorted(set(told["filters"]) - set(form.fields))
        if unknown or not form.is_valid():
            raise Problem(
                "no-such-filter",
                422,
                "These filters are not known",
                f"Look at: {', '.join(unknown or form.errors)}.",
            )
        written = _written(form.shown(), told["format"], by=member_of(request))
        response = HttpResponse(written.data, written.content_type)
        header = content_disposition_header(as_attachment=True, filename=written.name)
        response["Content-Disposition"] = header or "attachment"
        response["Cache-Control"] = "private, no-store"
        return response


def _written(filters: dict[str, str], format_: str, by: Any = None) -> Written:
    limit = services.MAX_EXPORTED
    questions = selectors.chosen_questions(filters, timezone.now(), limit)
    return services.export_questions(questions=questions, format_=format_, by=by)

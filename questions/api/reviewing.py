"""What waits for a reviewer, who shall read it, and what is said about a draft."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.access import IsTeaching, member_of
from lib.strict import StrictSerializer
from questions import access, selectors, services
from questions.models import Remark


class RemarkInput(StrictSerializer):
    """`place` is stem, option.2.why, … ; empty is the whole question."""

    place = serializers.CharField(max_length=40, default="", allow_blank=True)
    text = serializers.CharField(max_length=4000)


class ReviewerInput(StrictSerializer):
    reviewer = serializers.IntegerField(min_value=1)


class ReviewsApi(APIView):
    """The queue, the most needed first; ?who=me: what is theirs."""

    permission_classes = [IsTeaching]

    @extend_schema(operation_id="reviews_list", responses=dict)
    def get(self, request: Request) -> Response:
        only_mine = request.query_params.get("who") == "me"
        queue = selectors.review_queue(member_of(request), only_mine=only_mine)
        body = {
            "waiting": [_row(draft) for draft in queue.waiting],
            "writing": [_row(draft) for draft in queue.writing],
        }
        return Response(body)


class ReviewerApi(APIView):
    """Say who shall read a draft."""

    permission_classes = [IsTeaching]

    @extend_schema(
        operation_id="reviews_assign",
        request=ReviewerInput,
        responses={204: None},
    )
    def put(self, request: Request, question_slug: str) -> Response:
        user = member_of(request)
        question = access.question_for(user, question_slug)
        told = ReviewerInput.valid(request.data)
        reviewer = access.reviewer_for(user, told["reviewer"])
        services.assign_reviewer(question=question, by=user, reviewer=reviewer)
        return Response(status=status.HTTP_204_NO_CONTENT)


class RemarksApi(APIView):
    """Remarks of a question's draft, and a new one."""

    permission_classes = [IsTeaching]

    @extend_schema(operation_id="remarks_list", responses=dict)
    def get(self, request: Request, question_slug: str) -> Response:
        draft = access.draft_for(member_of(request), question_slug)
        rows = [_remark(remark) for remark in selectors.remarks_of(draft)]
        return Response({"results": rows, "previous": None, "next": None})

    @extend_schema(
        operation_id="remarks_create",
        request=RemarkInput,
        responses={201: dict},
    )
    def post(self, request: Request, question_slug: str) -> Response:
        user = member_of(request)
        question = access.question_for(user, question_slug)
        told = RemarkInput.valid(request.data)
        made = services.add_remark(
            question=question, author=user, now=timezone.now(), **told
        )
        return Response(_remark(made), status=status.HTTP_201_CREATED)


class RemarkApi(APIView):
    """Settle a remark; settling it again opens it."""

    permission_classes = [IsTeaching]

    @extend_schema(operation_id="remarks_settle", request=None, responses=dict)
    def post(self, request: Request, remark_id: int) -> Response:
        user = member_of(request)
        remark = access.remark_for(user, remark_id)
        now = timezone.now()
        return Response(
            _remark(services.settle_remark(remark=remark, by=user, now=now))
        )


def _row(draft: Any) -> dict[str, Any]:
    return {
        "slug": draft.revision.question.slug,
        "version": draft.version,
        "submitted_at": draft.submitted_at,
        "submitted_by": str(draft.submitted_by) if draft.submitted_by else None,
        "reviewer": str(draft.reviewer) if draft.reviewer else None,
        "is_own": draft.is_own,
        "open_remarks": draft.open_remarks,
        "open_reports": draft.open_reports,
    }


def _remark(remark: Remark) -> dict[str, Any]:
    return {
        "id": remark.pk,
        "place": remark.place,
        "quote": remark.quote,
        "text": remark.text,
        "author": str(remark.author) if remark.author else None,
        "made_at": remark.made_at,
        "settled_at": remark.settled_at,
    }

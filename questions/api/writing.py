"""Questions, their drafts and every step of their life: a second person, too."""

from typing import Any

from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.access import IsTeaching, member_of
from lib.problems import Problem
from lib.strict import StrictSerializer
from questions import access, selectors, services
from questions.forms import BankFilterForm
from questions.manuscript import MAX_OPTIONS, Tags, Text, tags_of, text_of
from questions.models import Difficulty, Kind, Manuscript, Question

LONGEST = 8000
MAX_VERSION = 2**31 - 1


class OptionInput(StrictSerializer):
    text = serializers.CharField(max_length=LONGEST, allow_blank=True)
    is_correct = serializers.BooleanField(default=False)
    match = serializers.CharField(max_length=LONGEST, default="", allow_blank=True)
    why = serializers.CharField(max_length=LONGEST, default="", allow_blank=True)
    right_if = serializers.CharField(max_length=LONGEST, default="", allow_blank=True)
    confuses = serializers.ListField(child=serializers.SlugField(), default=list)


class TextInput(StrictSerializer):
    """Everything that a revision freezes, in Markdown; it may be unfinished."""

    kind = serializers.ChoiceField(choices=Kind.choices)
    stem = serializers.CharField(max_length=LONGEST, allow_blank=True)
    options = serializers.ListField(child=OptionInput(), max_length=MAX_OPTIONS)
    targets = serializers.ListField(
        child=serializers.CharField(max_length=LONGEST), max_length=26, default=list
    )
    scenario = serializers.SlugField(default="", allow_blank=True)
    evidence = serializers.ListField(
        child=serializers.DictField(), max_length=26, default=list
    )
    references = serializers.ListField(
        child=serializers.CharField(max_length=500), max_length=40, default=list
    )
    template = serializers.DictField(default=None, allow_null=True)


class TagsInput(StrictSerializer):
    topics = serializers.ListField(child=serializers.SlugField(), default=list)
    tasks = serializers.DictField(
        child=serializers.ListField(child=serializers.CharField(max_length=8)),
        default=dict,
    )
    difficulty = serializers.ChoiceField(Difficulty.choices, default="medium")


class QuestionInput(StrictSerializer):
    slug = serializers.SlugField(max_length=80, default="", allow_blank=True)
    text = TextInput()
    tags = TagsInput()


class DraftInput(StrictSerializer):
    """`version` is the one that was read; on top of another it is kept aside."""

    version = serializers.IntegerField(min_value=1, max_value=MAX_VERSION)
    text = TextInput()
    tags = TagsInput()


class StepInput(StrictSerializer):
    """A reason, and for publishing the version that was read."""

    reason = serializers.CharField(max_length=500)
    version = serializers.IntegerField(
        min_value=1, max_value=MAX_VERSION, required=False
    )


class QuestionsApi(APIView):
    """The bank, and new questions."""

    permission_classes = [IsTeaching]

    @extend_schema(operation_id="questions_list", responses=dict)
    def get(self, request: Request) -> Response:
        page = selectors.bank_page(
            BankFilterForm(request.query_params).shown(), timezone.now()
        )
        body = {
            "results": [row_body(question) for question in page.questions],
            "total": page.shown_total,
            "is_total_capped": page.is_total_capped,
            "previous": page.previous or None,
            "next": page.next or None,
        }
        return Response(body)

    @extend_schema(
        operation_id="questions_create",
        request=QuestionInput,
        responses={201: dict},
    )
    def post(self, request: Request) -> Response:
        told = QuestionInput.valid(request.data)
        question = services.create_question(
            author=member_of(request),
            text=text_of(told["text"]),
            tags=tags_of(told["tags"]),
            slug=told["slug"],
            now=timezone.now(),
        )
        return Response(_whole(question), status=status.HTTP_201_CREATED)


class QuestionApi(APIView):
    """One question with its published text and its draft."""

    permission_classes = [IsTeaching]

    @extend_schema(operation_id="questions_read", responses=dict)
    def get(self, request: Request, question_slug: str) -> Response:
        return Response(_whole(access.question_for(member_of(request), question_slug)))


class DraftApi(APIView):
    """Begin a correction (POST), and write it (PUT)."""

    permission_classes = [IsTeaching]

    @extend_schema(operation_id="drafts_open", request=None, responses=dict)
    def post(self, request: Request, question_slug: str) -> Response:
        user = member_of(request)
        question = access.question_for(user, question_slug)
        services.open_draft(question=question, writer=user, now=timezone.now())
        return Response(_whole(access.question_for(user, question_slug)))

    @extend_schema(
        operation_id="drafts_save",
        request=DraftInput,
        responses=dict,
    )
    def put(self, request: Request, question_slug: str) -> Response:
        user = member_of(request)
        question = access.question_for(user, question_slug)
        told = DraftInput.valid(request.data)
        saved = services.save_draft(
            question=question,
            writer=user,
            version=told["version"],
            text=text_of(told["text"]),
            tags=tags_of(told["tags"]),
            now=timezone.now(),
        )
        if saved.copy is not None:
            raise kept_aside(saved.manuscript)
        return Response(draft_body(saved.manuscript))


class StepApi(APIView):
    """submit, return, publish, retire or revive: each with its reason."""

    permission_classes = [IsTeaching]

    @extend_schema(
        operation_id="questions_step",
        request=StepInput,
        responses=dict,
    )
    def post(self, request: Request, question_slug: str, step: str) -> Response:
        user = member_of(request)
        question = access.question_for(user, question_slug)
        if step not in STEPS:
            raise Http404
        told = StepInput.valid(request.data)
        take_step(step, question, user, told)
        return Response(_whole(access.question_for(user, question_slug)))


STEPS = ("submit", "return", "publish", "retire", "revive")


def take_step(step: str, question: Question, user: Any, told: dict[str, Any]) -> None:
    by: dict[str, Any] = {"question": question, "by": user, "reason": told["reason"]}
    now = timezone.now()
    if step == "submit":
        services.submit_draft(**by, now=now)
    elif step == "return":
        services.return_draft(**by)
    elif step == "publish":
        services.publish_draft(**by, version=told.get("version", 0), now=now)
    elif step == "retire":
        services.retire_question(**by, now=now)
    else:
        services.revive_question(**by, now=now)


def kept_aside(draft: Manuscript) -> Problem:
    return Problem(
        "draft-moved-on",
        409,
        "Somebody saved this draft meanwhile",
        "Your text is kept as a copy. Read the draft, merge, and send it again.",
        version=draft.version,
        draft=draft_body(draft),
    )


# --- Bodies -----------------------------------------------------------------


def row_body(question: Question) -> dict[str, Any]:
    current = question.current
    return {
        "slug": question.slug,
        "state": question.state,
        "kind": current.kind if current else None,
        "difficulty": question.difficulty,
        "stem": current.stem if current else "",
        "topics": [row.topic.slug for row in question.question_topics.all()],
        "tasks": [
            f"{row.task.domain.guide.code} {row.task.code}"
            for row in question.question_tasks.all()
        ],
        "is_being_corrected": question.draft_id not in (None, question.current_id),
    }


def draft_body(draft: Manuscript) -> dict[str, Any]:
    text, tags = text_of(draft.text), tags_of(draft.tags)
    return {
        "version": draft.version,
        "is_in_review": draft.is_in_review,
        "text": _told(text),
        "tags": tags.as_dict(),
        "hints": selectors.hint_bodies(text, tags),
    }


def _whole(question: Question) -> dict[str, Any]:
    current = question.current
    draft = selectors.draft_of(question)
    is_published = current is not None and current.published_at is not None
    tags: Tags = selectors.tags_of_question(question)
    return row_body(question) | {
        "revision": current.number if current else None,
        "published": _told(selectors.text_of_revision(current))
        if current and is_published
        else None,
        "tags": tags.as_dict(),
        "draft": draft_body(draft) if draft else None,
    }


def _told(text: Text) -> dict[str, Any]:
    return text.as_dict()

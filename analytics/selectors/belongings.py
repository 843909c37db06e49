"""What this room holds of a person: all that was made of their answers."""

from django.db.models import Q

from accounts.models import Membership
from analytics.models import (
    CohortStanding,
    Fold,
    FoldFailure,
    Forecast,
    Learner,
    LikePair,
    Mastery,
    Observation,
    ReportFile,
    ReportMail,
    ReviewCard,
    TagMastery,
)
from analytics.selectors.released import newest_is_told, said_before
from exams.models import is_released
from exams.selectors.belongings import under_exam
from lib.belongings import Belonging, Holdings, Subject, columns

NUMBER = "a number that means nothing outside"
ESTIMATES = "the estimates of all questions that were in force"
GUIDE = {"guide": "guide__code"}
OTHERS = {"first": "second", "second": "first"}


def _readable(person: Subject) -> Q:
    """Only where the result was read, and nothing that is being examined now, or was
    predicted from a result that waits for its release."""
    read = Q(attempt__revealed_at__isnull=False) & is_released("attempt")
    return read & said_before(person.pk) & ~Q(question__in=under_exam(person.pk))


def _forecast_told(person: Subject) -> Q:
    return is_released("attempt") & said_before(person.pk)


def _belief_told(person: Subject) -> Q:
    return newest_is_told(person.pk)


def _card_told(person: Subject) -> Q:
    """When a card is due tells whether its question was answered right."""
    return ~Q(question__in=under_exam(person.pk))


def _standing_told(person: Subject) -> Q:
    return said_before(person.pk, "report__computed_at")


def _alike(side: str, other: str) -> Belonging:
    """One side of the pairs, of attempts whose results may be known."""
    return Belonging(
        name=f"answers-alike-{side}",
        words="Answers that agreed with somebody else's beyond chance",
        model=LikePair,
        path=f"{side}__user",
        columns={"attempt_id": f"{side}_id"}
        | columns("matches", "expected", "z")
        | {"computed_at": "likeness__computed_at"},
        tellable=lambda _: is_released(side),
        left_out={
            "id": NUMBER,
            "likeness": "a comparison of a whole class",
            other: "somebody else's exam",
        },
        order=("likeness", "pk"),
    )


LEARNING = (
    Belonging(
        name="observations",
        words="What each answer says, of results that were read",
        model=Observation,
        path="user",
        columns=columns("attempt_id", "position")
        | GUIDE
        | {"question": "question__slug", "revision": "revision__number"}
        | columns("mode", "at", "is_correct", "elapsed_ms", "confidence")
        | columns("confused", "not_counted", "predicted", "ability_before"),
        tellable=_readable,
        left_out={"id": NUMBER},
        order=("at", "attempt", "position"),
    ),
    Belonging(
        name="forecasts",
        words="What was forecast",
        model=Forecast,
        path="user",
        columns=GUIDE
        | columns("at", "percent", "word", "true_low", "true_high", "next_low")
        | columns("next_high", "count", "missing", "probability", "domains")
        | columns("attempt_id", "topics", "fresh_until"),
        tellable=_forecast_told,
        left_out={"id": NUMBER, "calibration": ESTIMATES},
        order=("at",),
    ),
    Belonging(
        name="states",
        words="Knowledge as estimated, by guide",
        model=Mastery,
        path="user",
        columns=GUIDE
        | columns("domains", "mean", "covariance", "counts", "count")
        | columns("last_counted_at"),
        tellable=_belief_told,
        left_out={"id": NUMBER, "calibration": ESTIMATES},
        order=("guide",),
    ),
    Belonging(
        name="topics",
        words="Knowledge as estimated, by topic",
        model=TagMastery,
        path="user",
        columns=GUIDE | {"topic": "topic__slug"} | columns("mean", "variance", "count"),
        tellable=_belief_told,
        left_out={"id": NUMBER},
        order=("guide", "topic"),
    ),
    Belonging(
        name="cards",
        words="When questions come up for review",
        model=ReviewCard,
        path="user",
        columns={"question": "question__slug"}
        | columns("stability", "difficulty", "last_review", "due", "reviews"),
        tellable=_card_told,
        left_out={"id": NUMBER},
        order=("due",),
    ),
)
FOLDING = (
    Belonging(
        name="standings",
        words="Lines in reports about cohorts",
        model=CohortStanding,
        path="user",
        columns={"cohort": "report__cohort__name", "guide": "report__guide__code"}
        | {"computed_at": "report__computed_at"}
        | columns("group", "stuck", "told"),
        tellable=_standing_told,
        left_out={"id": NUMBER, "report": NUMBER, "place": "compares with others"},
    ),
    Belonging(
        name="results-taken-in",
        words="Which results were taken into the forecasts",
        model=Fold,
        path="user",
        columns=columns("attempt_id", "graded_at", "folded_at"),
        left_out={"calibration": ESTIMATES},
        order=("attempt",),
    ),
    Belonging(
        name="results-set-aside",
        words="Results that could not be taken in",
        model=FoldFailure,
        path="attempt__user",
        columns=columns("attempt_id", "tries", "error", "failed_at"),
        order=("attempt",),
    ),
    *(_alike(side, other) for side, other in OTHERS.items()),
    Belonging(
        name="place-in-learning",
        words="The last result that was taken in",
        model=Learner,
        path="user",
        columns=columns("last_finished_at", "last_attempt_id"),
    ),
)


def _cohorts(person: Subject) -> list[int]:
    """Every cohort that somebody is or was in; memberships go after this room."""
    found = Membership.objects.filter(user_id=person.pk)
    return list(found.values_list("cohort", flat=True))


CONTENT = "the file itself, which tells of other people too"
FILE = columns("format", "name", "asked_at", "made_at")
# Its job may have read the names already, and says so only when it is done.
BEING_MADE = Q(begun_at__isnull=False, made_at=None, failure="")
REPORTS = (
    Belonging(
        name="report-files",
        words="Reports about cohorts that this person asked for",
        model=ReportFile,
        path="asked_by",
        columns={"cohort": "cohort__name", "guide": "guide__code"}
        | FILE
        | columns("begun_at", "phase", "failure", "tells_people"),
        left_out={"id": NUMBER, "content": CONTENT},
    ),
    Belonging(
        name="report-files-naming",
        words="Reports about their cohorts that tell of people by name",
        model=ReportFile,
        path="cohort__in",
        by=_cohorts,
        where=Q(tells_people=True) | BEING_MADE,
        tellable=lambda _: Q(tells_people=True),
        is_taken_twice=True,
        columns=FILE | {"guide": "guide__code"},
        left_out={
            "id": NUMBER,
            "content": CONTENT,
            "asked_by": "another person",
            "begun_at": "of the job",
            "phase": "of the job",
            "failure": "of the job",
            "tells_people": "always so",
        },
    ),
    Belonging(
        name="report-mails",
        words="Reports about cohorts that this person gets by mail",
        model=ReportMail,
        path="user",
        columns={"cohort": "cohort__name"}
        | columns("weekday", "hour", "due_at", "sent_at", "created_at"),
        left_out={"id": NUMBER},
    ),
)


def holdings() -> Holdings:
    return Holdings(belongings=(*LEARNING, *FOLDING, *REPORTS))

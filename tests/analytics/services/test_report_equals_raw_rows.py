"""Every figure of a report equals its recomputation from the raw rows of exams."""

from collections import Counter
from datetime import timedelta

import pytest
from django.utils import timezone

from analytics import services
from analytics.cohorts.report import Group, Level
from analytics.models import Forecast
from analytics.selectors.cohorts import full_report
from exams.assembly import seats
from exams.models import Attempt
from tests.analytics.classes import held, random_class
from tests.analytics.services import recount
from tests.exams.makers import small_exam
from tests.factories import make_assignment

pytestmark = pytest.mark.django_db
SCORED, SEED = 40, 1


@pytest.fixture
def world():
    """A random class with its report, everybody in it, and the instant of both."""
    exam = small_exam(per_domain=16, scored_count=SCORED, unscored_count=2)
    cohort = random_class(exam, size=9, seed=SEED)
    assignment = make_assignment(cohort, exam, form_rule="common")
    Attempt.objects.update(assignment=assignment)
    now = timezone.now()
    services.build_reports(cohort=cohort, now=now)
    full = full_report(held(cohort), sees_people=True)
    return exam, cohort, full.report, full.people, now


def newest_exams(cohort):
    """Each student's last graded exam."""
    found = [recount.attempts(user) for user in recount.students(cohort)]
    return [attempts[-1] for attempts in found if attempts]


class EveryFigureTests:
    def test_the_people_and_what_they_did(self, world) -> None:
        _, cohort, report, people, now = world
        assert {one.user for one in people} == {u.pk for u in recount.students(cohort)}
        assert report.people == len(people)
        for one in people:
            sat = recount.attempts_of(one.user)
            assert one.attempts == len(sat)
            last = max((a.finished_at for a in sat), default=None)
            assert one.last_active_at == last
        began = [one for one in people if one.attempts]
        lately = now - timedelta(days=30)
        assert report.participation.started == len(began)
        assert report.participation.active_month == sum(
            one.last_active_at >= lately for one in began
        )

    def test_the_forecasts_and_their_groups(self, world) -> None:
        exam, cohort, report, people, now = world
        weights = {d.code: d.weight_percent for d in exam.guide.domains.all()}
        form = seats(weights, exam.guide.scored_count)
        in_order = [form[code] for code in sorted(form)]
        needed = -(-72 * exam.guide.scored_count // 100)
        for user in recount.students(cohort):
            said = Forecast.objects.filter(user=user).order_by("-at").first()
            if said is None:
                continue
            chance = recount.chance(user, exam.guide, in_order, needed)
            assert said.probability == pytest.approx(chance, abs=0.02)
        assert _groups(people) == {one.group: one.people for one in report.groups}
        for one in people:
            assert one.group == recount.group_of(one.user, exam.guide, now)

    def test_the_scores_and_who_passed(self, world) -> None:
        _, cohort, report, _, _ = world
        results = [attempt.result for attempt in newest_exams(cohort)]
        assert report.scores is not None
        assert report.scores.people == len(results)
        assert report.scores.passed == sum(r.is_passed for r in results)
        for one in report.scores.bins:
            inside = sum(one.low <= r.scaled <= one.high for r in results)
            assert one.people == inside

    def test_the_domains_of_each_person(self, world) -> None:
        exam, cohort, _, people, _ = world
        cells = {one.user: one.cells for one in people}
        for user in recount.students(cohort):
            counts = Counter(asked.domain_id for _, asked in recount.counted(user))
            by_code = {d.code: counts[d.pk] for d in exam.guide.domains.all()}
            told = {cell.code: cell.count for cell in cells[user.pk]}
            assert told == {code: n for code, n in by_code.items() if n}

    def test_right_answers_to_new_questions(self, world) -> None:
        _, cohort, _, people, _ = world
        told = {one.user: (one.unseen_right, one.unseen_asked) for one in people}
        for user in recount.students(cohort):
            rows = [q for a in recount.attempts(user) for q in a.questions.all()]
            new = [q for q in rows if not q.is_seen_before]
            assert told[user.pk] == (sum(bool(q.is_correct) for q in new), len(new))

    def test_what_to_teach(self, world) -> None:
        _, cohort, report, _, _ = world
        rights: Counter[str] = Counter()
        asked: Counter[str] = Counter()
        people: dict[str, set[int]] = {}
        for user in recount.students(cohort):
            for _, row in recount.counted(user):
                code = row.question.question_tasks.get(rank=0).task.code
                asked[code] += 1
                rights[code] += bool(row.is_correct)
                people.setdefault(code, set()).add(user.pk)
        for lesson in report.lessons_of(Level.TASK):
            share = (rights[lesson.code] + 2.6) / (asked[lesson.code] + 4)
            assert lesson.answers == asked[lesson.code]
            assert lesson.people == len(people[lesson.code])
            assert lesson.share == pytest.approx(100 * share)
            assert lesson.total == pytest.approx(
                lesson.weight * (1 - share) * len(people[lesson.code])
            )

    def test_the_weeks(self, world) -> None:
        _, cohort, report, _, _ = world
        sat = [a for user in recount.students(cohort) for a in recount.attempts(user)]
        for week in report.weeks:
            end = week.start + timedelta(days=7)
            own = [a for a in sat if week.start <= a.finished_at.date() < end]
            assert week.attempts == len(own)
            assert week.active == len({a.user_id for a in own})

    def test_every_question_of_the_common_form(self, world) -> None:
        _, cohort, report, _, _ = world
        [assigned] = report.assignments
        rows = [q for a in newest_exams(cohort) for q in a.questions.all()]
        marks: dict[tuple[int, bool], list[bool]] = {}
        for row in rows:
            key = (row.revision_id, row.is_scored)
            marks.setdefault(key, []).append(bool(row.is_correct))
        told = [(one.asked, one.right) for one in assigned.questions]
        wanted = [(len(m), 100 * sum(m) / len(m)) for m in marks.values()]
        assert sorted(told) == sorted(wanted)
        assert assigned.finished == len(newest_exams(cohort))


def _groups(people) -> dict[Group, int]:
    counts = Counter(one.group for one in people)
    return {group: counts[group] for group in Group}

"""What is said of those who took part never tells how few did not."""

from collections import defaultdict
from dataclasses import replace

import pytest

from analytics.cohorts.report import (
    AssignedFigures,
    AssignedQuestion,
    Confusion,
    DomainFigures,
    Expected,
    Group,
    GroupCount,
    Lesson,
    Level,
    Mean,
    Pace,
    Report,
    Stuck,
    StuckCount,
)
from analytics.cohorts.shielding import shielded
from tests.analytics.cohorts.samples import NOW, report
from tests.analytics.cohorts.test_shielding import class_scores, splits


def of(people: int, **over) -> Report:
    """A report on so many, of whom nothing else is known."""
    return replace(report(*[None] * people), **over)


def question(asked: int, right: float = 37.5) -> AssignedQuestion:
    shares = (right, 20.0, 55.0, 12.5, 61.25)
    told = ("B", "Amazon SNS", 50.0, ("too_hard",))
    return AssignedQuestion(1, "sqs", 1, "Which?", "D1", True, asked, *shares, *told)


def assigned(people: int, begun: int, finished: int) -> AssignedFigures:
    """A common form that so many have handed in."""
    scores = class_scores([finished, 0, 0, 0], 0) if finished else None
    asked = (question(finished),) if finished else ()
    told = (people, begun, finished, scores, 0.8, asked)
    return AssignedFigures(1, "Mock", NOW, NOW, True, *told)


def domain(weak: int, strong: int, unclear: int) -> DomainFigures:
    known = weak + strong + unclear
    mean = Mean(60, 55, 65, known) if known else None
    return DomainFigures("1", "First", 60, mean, weak, strong, unclear)


def lesson(people: int, *confused: int, level: Level = Level.TOPIC) -> Lesson:
    pairs = tuple(Confusion("SQS", f"Idea {n}", n, n) for n in confused)
    told = (8.0, 50.0, 40.0, 60.0, 200, people, 4.0, 4.0 * people, pairs)
    return Lesson(level, "1", "Queues", *told)


def pace(people: int, exams: int, expired: int) -> Pace:
    return Pace(120, 50, 60, 70, people, 2.4, exams, expired, ())


def shown_assigned(people: int, begun: int, finished: int) -> AssignedFigures:
    told = of(people, assignments=(assigned(people, begun, finished),))
    return shielded(told).assignments[0]


class AssignedTests:
    def test_questions_are_listed_though_a_few_have_not_handed_in(self) -> None:
        found = shown_assigned(24, 23, 22)
        assert (found.begun, found.finished, found.reliability) == (None, None, None)
        [asked] = found.questions
        assert (asked.right, asked.seconds) == (40.0, 61.0)
        assert asked.flags == ("too_hard",)

    def test_what_rests_on_their_number_is_left_out(self) -> None:
        [asked] = shown_assigned(24, 24, 22).questions
        left = (asked.asked, asked.low, asked.high, asked.blank, asked.wrong_share)
        assert left == (None,) * 5
        assert (asked.wrong, asked.wrong_text) == ("", "")

    def test_all_of_it_is_told_when_everybody_has_handed_in(self) -> None:
        found = shown_assigned(12, 12, 12)
        assert found.questions == (question(12),)
        assert found.reliability == 0.8

    def test_a_small_class_has_no_list_while_somebody_is_missing(self) -> None:
        """Eleven, and ten have handed in: the list itself would say so."""
        found = shown_assigned(11, 11, 10)
        assert found.questions == ()
        assert found.scores is None

    def test_a_tenth_can_come_about_with_any_number(self) -> None:
        for people in range(10, 80):
            shares = [100 * right / people for right in range(people + 1)]
            told = of(
                84,
                assignments=(
                    replace(
                        assigned(84, 84, 82),
                        questions=tuple(question(82, share) for share in shares),
                    ),
                ),
            )
            [found] = shielded(told).assignments
            assert {one.right for one in found.questions} == set(range(0, 101, 10))

    def test_each_hidden_number_could_be_another(self) -> None:
        for people in range(1, 31):
            alike = defaultdict(list)
            for finished, running, absent in splits(people, 3):
                found = shown_assigned(people, people - absent, finished)
                said = (bool(found.questions), found.scores is not None)
                seen = (found.begun, found.finished, *said)
                alike[seen].append((finished, running, absent))
            for (begun, finished, *_), those in alike.items():
                if finished is None:
                    assert len({one[0] for one in those}) > 1, those
                if begun is None:
                    assert len({one[2] for one in those}) > 1, those


def shown_groups(split: tuple[int, ...], high: int) -> tuple:
    """What is told of so many in each group, of whom at most `high` would pass."""
    forecast = sum(split[:-1])
    told = of(
        sum(split),
        groups=tuple(map(GroupCount, Group, split)),
        mean=Mean(700, 690, 710, forecast) if forecast else None,
        expected=Expected(0, high, forecast) if forecast else None,
    )
    found = shielded(told)
    return (
        tuple(one.people for one in found.groups),
        found.mean and found.mean.people,
        found.mean is None,
        found.expected and found.expected.high,
    )


class GroupTests:
    def test_each_hidden_group_could_be_another(self) -> None:
        """Also for who sees a mean and how many would pass."""
        for people in (10, 11, 14):
            alike = defaultdict(list)
            for split in splits(people, 4):
                for high in range(sum(split[:-1]) + 1):
                    alike[shown_groups(split, high)].append(split)
            for (seen, *_), those in alike.items():
                for shown, values in zip(seen, zip(*those, strict=True), strict=True):
                    assert shown is not None or len(set(values)) > 1, those


class DomainTests:
    def test_the_few_without_an_answer_cannot_be_counted(self) -> None:
        [found] = shielded(of(22, domains=(domain(6, 8, 6),))).domains
        assert None in (found.weak, found.strong, found.unclear)
        assert found.mean is not None
        assert found.mean.people is None

    def test_each_hidden_verdict_could_be_another(self) -> None:
        for people in range(9, 19):
            alike = defaultdict(list)
            for *verdicts, rest in splits(people, 4):
                [found] = shielded(of(people, domains=(domain(*verdicts),))).domains
                known = (bool(found.mean), found.mean and found.mean.people)
                seen = (found.weak, found.strong, found.unclear)
                alike[seen, known].append((*verdicts, rest))
            for (seen, _), those in alike.items():
                for shown, values in zip(seen, zip(*those, strict=True), strict=False):
                    assert shown is not None or len(set(values)) > 1, those


class LessonTests:
    def test_its_people_are_not_told_where_few_are_not_among_them(self) -> None:
        [found] = shielded(of(24, lessons=(lesson(22),))).lessons
        assert (found.people, found.total) == (None, None)
        assert found.gain == 4.0

    def test_its_people_are_told_where_that_tells_nothing(self) -> None:
        [found] = shielded(of(24, lessons=(lesson(19),))).lessons
        assert (found.people, found.total) == (19, 76.0)

    def test_a_domain_does_not_tell_what_the_domain_above_hides(self) -> None:
        """Two are weak: with them the six hide who have no answer."""
        told = of(
            30,
            domains=(domain(2, 11, 11),),
            lessons=(lesson(24, level=Level.DOMAIN),),
        )
        assert shielded(told).lessons[0].people is None

    @pytest.mark.parametrize(("confused", "shown"), [(12, 0), (10, 1), (15, 1), (4, 0)])
    def test_all_but_a_few_are_few(self, confused, shown) -> None:
        [found] = shielded(of(30, lessons=(lesson(15, confused),))).lessons
        assert len(found.confusions) == shown

    def test_a_confusion_of_nearly_all_does_not_count_them(self) -> None:
        [found] = shielded(of(14, lessons=(lesson(13, 13),))).lessons
        assert found.people is None
        assert found.confusions == ()


class PaceTests:
    def test_it_does_not_say_of_how_many_all_but_a_few_are(self) -> None:
        found = shielded(of(24, pace=pace(22, 23, 9))).pace
        assert (found.people, found.exams, found.expired) == (None, None, None)
        assert (found.median, found.rapid) == (60, 2.0)

    def test_of_a_larger_rest_it_does(self) -> None:
        found = shielded(of(24, pace=pace(19, 30, 9))).pace
        assert (found.people, found.exams, found.expired) == (19, 30, 9)

    def test_exams_that_only_a_few_could_finish_are_hidden(self) -> None:
        assert shielded(of(24, pace=pace(19, 30, 28))).pace.expired is None


class ParticipationTests:
    def told(self, started: int, month: int, week: int):
        """Of thirty; who has begun nothing needs a word, and so do six others."""
        found = of(
            30,
            stuck=(
                StuckCount(Stuck.FLAT, 6),
                StuckCount(Stuck.SILENT, 0),
                StuckCount(Stuck.NEVER, 30 - started),
            ),
        )
        part = replace(
            found.participation, started=started, active_month=month, active_week=week
        )
        return shielded(replace(found, participation=part))

    def test_a_few_who_have_begun_nothing_are_not_told(self) -> None:
        found = self.told(28, 20, 10)
        assert found.participation.started is None
        assert found.stuck[2].people is None

    def test_a_few_who_came_this_month_but_not_this_week_are_not_told(self) -> None:
        part = self.told(24, 19, 17).participation
        assert (part.started, part.active_month, part.active_week) == (24, 19, None)

    def test_larger_numbers_are_told(self) -> None:
        part = self.told(24, 19, 10).participation
        assert (part.started, part.active_month, part.active_week) == (24, 19, 10)

"""A statement that was composed once finds what the same QuerySet finds."""

from typing import Any

import pytest
from django.db import connection
from django.db.models import BigIntegerField, CharField, QuerySet
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from lib.composed import composed
from tests import cast
from tests.exams.threads import at_once

pytestmark = pytest.mark.django_db


@composed(role=CharField(), least=BigIntegerField())
def people_of(role: Any, least: Any) -> QuerySet[User]:
    return User.objects.filter(role=role, pk__gte=least).order_by("pk")


@composed(role=CharField())
def names_of(role: Any) -> QuerySet[User, str]:
    return User.objects.filter(role=role).order_by("pk").values_list("name", flat=True)


@composed(role=CharField())
def rows_of(role: Any) -> QuerySet[User, dict[str, Any]]:
    return User.objects.filter(role=role).order_by("pk").values("pk", "name")


@composed(role=CharField())
def ids_of(role: Any) -> QuerySet[User, int]:
    return User.objects.filter(role=role).values_list("pk", flat=True)


@composed(role=CharField())
def others_than(role: Any) -> QuerySet[User, int]:
    others = User.objects.exclude(pk__in=ids_of.within(role=role))
    return others.values_list("pk", flat=True)


class ComposedTests:
    def test_it_finds_models_for_each_value(self) -> None:
        alice, bob, ivan = cast.alice(), cast.bob(), cast.ivan()
        assert people_of(role="student", least=0) == [alice, bob]
        assert people_of(role="student", least=bob.pk) == [bob]
        assert people_of(role="instructor", least=0) == [ivan]

    def test_it_finds_columns_and_dictionaries(self) -> None:
        alice = cast.alice()
        assert names_of(role="student") == ["Alice"]
        assert rows_of(role="student") == [{"pk": alice.pk, "name": "Alice"}]

    def test_the_first_is_a_row_or_none(self) -> None:
        alice = cast.alice()
        assert people_of.first(role="student", least=0) == alice
        assert people_of.first(role="admin", least=0) is None

    def test_it_is_part_of_another_statement(self) -> None:
        alice, bob, ivan = cast.alice(), cast.bob(), cast.ivan()
        for role, others in [("student", [ivan]), ("instructor", [alice, bob])]:
            there = ids_of.within(role=role)
            with CaptureQueriesContext(connection) as captured:
                found = User.objects.exclude(pk__in=there).order_by("pk")
                assert list(found) == others
            assert len(captured) == 1

    def test_as_a_part_it_takes_the_slots_of_the_whole(self) -> None:
        alice, ivan = cast.alice(), cast.ivan()
        assert others_than(role="student") == [ivan.pk]
        assert others_than(role="instructor") == [alice.pk]

    def test_a_value_never_becomes_sql(self) -> None:
        cast.alice()
        assert names_of(role="student' OR 'a' = 'a") == []

    def test_it_asks_once_and_only_when_called(self) -> None:
        with CaptureQueriesContext(connection) as captured:
            names_of(role="student")
        assert len(captured) == 1

    def test_every_argument_is_needed(self) -> None:
        with pytest.raises(KeyError):
            people_of(role="student")


class ThreadTests:
    pytestmark = pytest.mark.django_db(transaction=True)

    def test_threads_get_their_own_rows(self) -> None:
        alice, ivan = cast.alice(), cast.ivan()
        jobs = [
            lambda: names_of(role="student"),
            lambda: names_of(role="instructor"),
        ] * 4
        assert at_once(*jobs) == [[alice.name], [ivan.name]] * 4

"""I37, for every table there will ever be: what points at a person is declared.

A new model, or a new column of an old one, fails here until its room says what an
export tells of it and what an erasure does with it.
"""

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db.models import CASCADE, Field, Model

from accounts import selectors
from accounts.models import User
from lib.belongings import Belonging, Fate

pytestmark = pytest.mark.django_db


def relations() -> Iterator[tuple[type[Model], Field]]:
    """Every column of every table that points at a person."""
    for model in apps.get_models(include_auto_created=True):
        if model._meta.proxy:
            continue
        for field in model._meta.concrete_fields:
            if field.related_model and issubclass(field.related_model, User):
                yield model, field


def hanging() -> set[type[Model]]:
    """Every table whose rows go when a person goes, however far away."""
    found: set[type[Model]] = {User}
    before = 0
    while len(found) != before:
        before = len(found)
        found |= {
            model
            for model in apps.get_models(include_auto_created=True)
            if not model._meta.proxy
            and any(
                field.related_model in found and field.remote_field.on_delete is CASCADE
                for field in model._meta.concrete_fields
                if field.remote_field
            )
        }
    return found


def gone() -> list[Belonging]:
    return [one for one in selectors.all_belongings() if one.fate == Fate.GOES]


class DeclarationTests:
    def test_every_relation_to_a_person_is_declared(self):
        declared = {(one.model, one.path) for one in selectors.all_belongings()}
        missing = [
            f"{model._meta.label}.{field.name}"
            for model, field in relations()
            if (model, field.name) not in declared
        ]
        assert missing == []

    def test_every_table_that_hangs_on_a_person_is_declared(self):
        declared = {one.model for one in selectors.all_belongings()}
        assert {m._meta.label for m in hanging() - declared} == set()

    @pytest.mark.parametrize("one", gone(), ids=lambda one: one.name)
    def test_every_column_is_told_or_left_out_for_a_reason(self, one):
        person = selectors.subject_of(User(pk=1, email="a@example.org"))
        told = {**one.columns, **(one.masked(person) if one.masked else {})}
        named = set(told) | {str(path).partition("__")[0] for path in told.values()}
        silent = [
            field.name
            for field in one.model._meta.concrete_fields
            if not {field.name, field.attname} & named
            and field.name not in one.left_out
            and field.name != one.path.partition("__")[0]
        ]
        assert silent == []

    def test_what_stays_can_point_at_nobody(self):
        for one in selectors.all_belongings():
            if one.fate == Fate.STAYS and one.emptied is None:
                assert one.model._meta.get_field(one.path).null, one.name

    def test_the_account_itself_goes_last(self):
        assert selectors.all_belongings()[-1].model is User

    def test_no_two_files_of_an_export_have_one_name(self):
        names = [one.name for one in selectors.all_belongings()]
        assert len(names) == len(set(names))

    def test_texts_about_people_are_columns_that_may_change(self):
        told = {str(column) for column in selectors.columns_about_people()}
        assert {"questions_remark.text", "exams_intervention.reason"} <= told

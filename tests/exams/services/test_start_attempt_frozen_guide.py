"""I25: a guide that is edited later changes no attempt, running or finished."""

import pytest

from exams import selectors, services
from exams.models import Attempt
from questions.models import Domain
from tests import cast
from tests.exams.client import WRITER, answer_all, save_one, submit, wrong
from tests.exams.makers import bump, settle, start, start_practice

pytestmark = pytest.mark.django_db


def edit_guide() -> None:
    for number, domain in enumerate(Domain.objects.order_by("code")):
        domain.code, domain.name = f"N{number}", "Another name"
        domain.weight_percent = 25
        domain.save()
    bump()


def domains_of(attempt) -> list[tuple]:
    found = Attempt.objects.select_related("guide", "result").get(pk=attempt.pk)
    page = selectors.result_page(found)
    return [(d.code, d.name, d.weight) for d in page.domains]


AS_IT_WAS = [
    ("1", "Domain 1", 32),
    ("2", "Domain 2", 26),
    ("3", "Domain 3", 24),
    ("4", "Domain 4", 18),
]


class FrozenGuideTests:
    def test_i25_a_running_attempt_is_graded_by_its_own_domains(self) -> None:
        attempt = start(cast.alice())
        answer_all(attempt, right_count=2)
        edit_guide()
        submit(attempt)
        assert domains_of(settle(attempt)) == AS_IT_WAS

    def test_i25_a_regrade_is_equal(self) -> None:
        attempt = start(cast.alice())
        submit(attempt)
        first = settle(attempt).result.domains
        edit_guide()
        Attempt.objects.update(state="submitted")
        assert settle(attempt).result.domains == first

    def test_i25_the_questions_keep_their_domain(self) -> None:
        attempt = start(cast.alice())
        submit(attempt)
        settle(attempt)
        edit_guide()
        found = Attempt.objects.select_related("result").get(pk=attempt.pk)
        names = {row.domain_name for row in selectors.result_rows(found)}
        assert names == {name for _, name, _ in AS_IT_WAS}

    def test_i25_a_checked_answer_keeps_its_domain(self) -> None:
        attempt = start_practice(cast.alice())
        save_one(attempt, 1, wrong(attempt, 1))
        edit_guide()
        question = services.check_answer(
            user=attempt.user,
            attempt_id=attempt.pk,
            writer=WRITER,
            epoch=1,
            position=1,
            seq=1,
        )
        row = selectors.question_row(question, selectors.Traffic(), 0)
        assert row.domain_name.startswith("Domain ")

    def test_what_starts_afterwards_has_the_new_names(self) -> None:
        first = start(cast.alice())
        edit_guide()
        later = start(cast.bob(), first.exam)
        assert {d["name"] for d in later.domains} == {"Another name"}

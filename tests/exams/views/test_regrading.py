"""The pages of a regrade, and what the student reads of it."""

import pytest
from django.utils import timezone

from exams import services
from exams.models import Regrade
from tests import cast
from tests.exams.client import submit
from tests.exams.makers import every_kind_exam, settle, start
from tests.exams.services.test_regrade import graded, scored
from tests.factories import (
    make_applied,
    make_cohort,
    make_member,
    make_regrade,
    make_statistics,
    make_undone,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def ivan(client, settings):
    settings.SECOND_FACTOR_REQUIRED = False
    found = cast.ivan()
    client.force_login(found)
    return found


def planned(client, revision, **over):
    """The page after the form was sent."""
    path = f"/bank/questions/{revision.question.slug}/revisions/1/regrade/"
    body = {"remedy": "new_key", "key": "b", "reason": "The limit was raised."}
    return client.post(path, body | over)


class FormTests:
    def test_it_leads_to_a_preview(self, client, ivan) -> None:
        revision = scored(graded(cast.alice())).revision
        response = planned(client, revision)
        regrade = Regrade.objects.get()
        assert response.url == f"/bank/regrades/{regrade.pk}/"
        assert regrade.keys == [["b"]]

    def test_it_wants_an_answer_for_a_new_key(self, client, ivan) -> None:
        revision = scored(graded(cast.alice())).revision
        response = planned(client, revision, key="")
        assert response.status_code == 400
        assert "Choose the answer that is right" in response.content.decode()

    def test_it_says_why_a_key_cannot_be_used(self, client, ivan) -> None:
        revision = scored(graded(cast.alice())).revision
        response = planned(client, revision, key="a")
        assert "This answer is accepted already" in response.content.decode()

    @pytest.mark.parametrize("kind", ["multiple", "ordering", "matching"])
    def test_it_asks_for_a_key_in_the_shape_of_the_kind(
        self, client, ivan, kind
    ) -> None:
        attempt = every_kind(cast.alice())
        revision = attempt.questions.get(kind=kind).revision
        content = revision.content
        body = {
            "multiple": {"key": ["b", "c"]},
            "ordering": {f"place.{n}": o for n, o in enumerate("badc", start=1)},
            "matching": {
                f"pair.{o['id']}": t["id"]
                for o, t in zip(
                    content["options"], reversed(content["targets"]), strict=False
                )
            },
        }[kind]
        response = planned(client, revision, **body)
        assert response.status_code == 302, response.content.decode()


def taught_by(teacher, student):
    cohort = make_cohort()
    make_member(cohort, teacher, role="instructor")
    make_member(cohort, student)


def every_kind(user):
    attempt = start(user, every_kind_exam())
    submit(attempt)
    return settle(attempt)


class PageTests:
    def test_the_preview_lists_who_is_touched(self, client, ivan) -> None:
        alice = cast.alice()
        taught_by(ivan, alice)
        asked = scored(graded(alice, right_count=0))
        regrade = make_regrade(asked.revision, ivan, remedy="full_credit")
        page = client.get(f"/bank/regrades/{regrade.pk}/").content.decode()
        assert "Alice" in page
        assert "Apply it to 1 grade" in page

    def test_it_names_nobody_of_another_class(self, client, ivan) -> None:
        taught_by(cast.ada(), alice := cast.alice())
        asked = scored(graded(alice, right_count=0))
        regrade = make_regrade(asked.revision, ivan, remedy="full_credit")
        page = client.get(f"/bank/regrades/{regrade.pk}/").content.decode()
        assert "Alice" not in page
        assert "1 of all is of other classes" in page
        assert "Apply it to 1 grade" in page

    def test_applying_and_undoing_lead_back_to_it(self, client, ivan) -> None:
        asked = scored(graded(cast.alice(), right_count=0))
        regrade = make_regrade(asked.revision, ivan, remedy="full_credit")
        client.post(f"/bank/regrades/{regrade.pk}/apply/")
        services.run_regrade(regrade_id=regrade.pk, now=timezone.now())
        client.post(f"/bank/regrades/{regrade.pk}/undo/", {"reason": "A mistake."})
        regrade.refresh_from_db()
        assert (regrade.state, regrade.undo_reason) == ("undoing", "A mistake.")

    def test_a_preview_can_be_discarded(self, client, ivan) -> None:
        asked = scored(graded(cast.alice()))
        regrade = make_regrade(asked.revision, ivan)
        client.post(f"/bank/regrades/{regrade.pk}/discard/")
        assert not Regrade.objects.exists()

    def test_a_decision_cannot_be_discarded(self, client, ivan) -> None:
        asked = scored(graded(cast.alice()))
        regrade = make_applied(asked.revision, ivan)
        response = client.post(f"/bank/regrades/{regrade.pk}/discard/")
        assert response.status_code == 409

    def test_students_find_nothing_here(self, client) -> None:
        alice = cast.alice()
        asked = scored(graded(alice))
        regrade = make_regrade(asked.revision, cast.ivan())
        client.force_login(alice)
        assert client.get(f"/bank/regrades/{regrade.pk}/").status_code == 404


class StudentTests:
    def test_result_history_and_home_tell_of_it(self, client) -> None:
        alice = cast.alice()
        attempt = graded(alice, right_count=0)
        asked = scored(attempt)
        make_applied(asked.revision, cast.ivan(), remedy="full_credit")
        client.force_login(alice)
        told = f"Question {asked.position} was corrected on"
        assert told in client.get(f"/attempts/{attempt.pk}/result/").content.decode()
        assert told in client.get("/").content.decode()
        assert "Corrected since" in client.get("/attempts/").content.decode()

    def test_the_question_says_what_was_decided_and_why(self, client) -> None:
        alice = cast.alice()
        attempt = graded(alice)
        asked = scored(attempt)
        reason = "The documentation says otherwise."
        make_applied(
            asked.revision, cast.ivan(), remedy="both", key=["b"], reason=reason
        )
        client.force_login(alice)
        path = f"/attempts/{attempt.pk}/questions/{asked.position}/"
        page = client.get(path).content.decode()
        assert reason in page
        assert page.count('data-correct="true"') == 2

    def test_taking_it_back_is_told_as_well(self, client) -> None:
        alice, ivan = cast.alice(), cast.ivan()
        attempt = graded(alice, right_count=0)
        regrade = make_applied(scored(attempt).revision, ivan, remedy="full_credit")
        make_undone(regrade, ivan)
        client.force_login(alice)
        page = client.get(f"/attempts/{attempt.pk}/result/").content.decode()
        assert "was taken back on" in page


class KeyInForceTests:
    """Whoever looks at the wording afterwards sees which answer counts."""

    @pytest.fixture
    def page(self, client, ivan):
        revision = scored(graded(cast.alice())).revision
        make_applied(revision, ivan, remedy="new_key", key=["b"], reason="It moved.")
        slug = revision.question.slug
        return lambda place: client.get(f"/bank/questions/{slug}/{place}").text

    def test_the_question_marks_it_in_the_former_wording(self, page) -> None:
        text = page("?revision=1")
        assert "Another answer is right" in text
        assert "It moved." in text
        assert text.count("Right by decision") == 1
        assert text.count("Its key, which counts no more") == 1

    def test_the_next_regrade_of_it_begins_with_it(self, page) -> None:
        text = page("revisions/1/regrade/")
        assert "<strong>(in force)</strong>" in text
        assert "is in force: It moved." in text

    def test_the_figures_mark_it(self, page) -> None:
        make_statistics(Regrade.objects.get().revision)
        row = page("performance/").split("B. ")[1].split("</tr>")[0]
        assert " key</span>" in row

"""A wrong key repaired through the API."""

import pytest
from django.utils import timezone

from exams import services
from exams.models import Regrade
from tests import cast
from tests.exams.api.caller import Caller, problem
from tests.exams.services.test_regrade import graded, scored

pytestmark = pytest.mark.django_db


@pytest.fixture
def caller(settings):
    settings.SECOND_FACTOR_REQUIRED = False
    return Caller(cast.ivan())


@pytest.fixture
def revision():
    return scored(graded(cast.alice())).revision


def plan(caller, revision, **over):
    body = {
        "question": revision.question.slug,
        "revision": revision.number,
        "remedy": "new_key",
        "key": ["b"],
        "reason": "The limit was raised.",
    }
    return caller.post("regrades/", body | over)


def work(regrade):
    services.run_regrade(regrade_id=regrade["id"], now=timezone.now())


class RegradeTests:
    def test_it_is_looked_at_applied_and_taken_back(self, caller, revision) -> None:
        made = plan(caller, revision).json()
        work(made)
        path = f"regrades/{made['id']}/"
        seen = caller.get(path).json()
        assert (seen["state"], seen["counts"]["lines"]) == ("ready", 1)
        assert seen["lines"][0]["person"] is None  # of no class of ivan's
        assert caller.post(f"{path}steps/apply/", {}).json()["state"] == "applying"
        work(made)
        refused = problem(caller.post(f"{path}steps/undo/", {}))
        assert "reason" in refused["errors"]
        undone = caller.post(f"{path}steps/undo/", {"reason": "No."}).json()
        assert undone["state"] == "undoing"

    def test_administrators_read_every_name(self, caller, revision) -> None:
        made = plan(caller, revision).json()
        work(made)
        [line] = Caller(cast.ada()).get(f"regrades/{made['id']}/").json()["lines"]
        assert line["person"] == "Alice"

    def test_a_preview_is_forgotten(self, caller, revision) -> None:
        made = plan(caller, revision).json()
        work(made)
        path = f"regrades/{made['id']}/steps/discard/"
        assert caller.post(path, {}).status_code == 204
        assert not Regrade.objects.exists()

    def test_the_list_can_be_of_one_question(self, caller, revision) -> None:
        plan(caller, revision)
        slug = revision.question.slug
        [row] = caller.get(f"regrades/?question={slug}").json()["results"]
        assert row["question"] == slug
        assert caller.get("regrades/?question=nothing").status_code == 404

    @pytest.mark.parametrize(
        "key", [None, 5, "b", [], [["b"]], [1], {"a": "b"}, {"a": []}, ["z"], ["a"]]
    )
    def test_no_shape_of_a_key_breaks_it(self, caller, revision, key) -> None:
        assert problem(plan(caller, revision, key=key))["status"] == 409
        assert not Regrade.objects.exists()

    def test_students_have_no_way_in(self, revision) -> None:
        assert Caller(cast.bob()).get("regrades/").status_code == 403

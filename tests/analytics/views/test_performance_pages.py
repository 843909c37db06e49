"""How questions perform, as instructors read it."""

import pytest

from tests import cast
from tests.factories import make_guide, make_question, make_statistics

pytestmark = pytest.mark.django_db
PAGE = "/bank/questions/q-one/performance/"


@pytest.fixture
def revision():
    return make_question(make_guide().domains.all()[0].tasks.get(), "q-one").current


@pytest.fixture
def ivans(client, settings):
    settings.SECOND_FACTOR_REQUIRED = False
    client.force_login(cast.ivan())
    return client


class QuestionTests:
    def test_it_says_when_there_are_no_figures(self, ivans, revision) -> None:
        assert "No figures yet" in ivans.get(PAGE).content.decode()

    def test_it_shows_shares_with_their_interval(self, ivans, revision) -> None:
        make_statistics(revision)
        page = ivans.get(PAGE).content.decode()
        assert "50 %" in page
        assert "(44–56)" in page

    def test_exams_and_practice_stand_apart(self, ivans, revision) -> None:
        make_statistics(revision)
        make_statistics(revision, is_strict=False)
        page = ivans.get(PAGE).content.decode()
        assert "In mocks and finals" in page
        assert "In practice" in page

    def test_it_keeps_shares_back_below_30_answers(self, ivans, revision) -> None:
        make_statistics(revision, count=29, flags=[])
        page = ivans.get(PAGE).content.decode()
        assert "1 more answer until shares are shown" in page
        assert "50 %" not in page

    def test_it_keeps_correlations_back_below_100(self, ivans, revision) -> None:
        make_statistics(revision, count=99, flags=[])
        page = ivans.get(PAGE).content.decode()
        assert "1 more answer until it can be said who gets it right" in page
        assert "0.31" not in page

    def test_a_flag_says_what_to_do(self, ivans, revision) -> None:
        make_statistics(revision, flags=["wrong_key"])
        page = ivans.get(PAGE).content.decode()
        assert "Key may be wrong" in page
        assert "/bank/questions/q-one/revisions/1/regrade/" in page

    def test_students_find_nothing_here(self, client, revision) -> None:
        client.force_login(cast.alice())
        assert client.get(PAGE).status_code == 404


class ListTests:
    def test_the_most_urgent_comes_first(self, ivans, revision) -> None:
        task = revision.question.question_tasks.get().task
        other = make_question(task, "q-two").current
        make_statistics(revision, flags=["too_easy"])
        make_statistics(other, flags=["too_easy", "wrong_key"], count=60)
        page = ivans.get("/bank/performance/").content.decode()
        assert page.index("q-two") < page.index("q-one")

    def test_a_flag_narrows_it(self, ivans, revision) -> None:
        make_statistics(revision, flags=["too_easy"])
        page = ivans.get("/bank/performance/?flag=flat").content.decode()
        assert "q-one" not in page

    def test_former_wordings_are_left_out(self, ivans, revision) -> None:
        make_statistics(revision)
        revision.question.state = "retired"
        revision.question.save()
        assert "Nothing to look at" in ivans.get("/bank/performance/").content.decode()

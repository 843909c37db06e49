"""A small run of the simulated product: it holds together and repeats itself."""

import numpy as np
import pytest

from analytics.simulation import Settings, simulate
from analytics.simulation.world import make_student, make_world, passes, shares

SMALL = Settings(
    nights=3, students_per_night=40, controls=20, checkpoints=(10, 40, 65), mocks=2
)


class WorldTests:
    world = make_world(SMALL)

    def test_it_has_authors_who_are_half_right(self):
        easy, hard = (
            np.array([label == word for label in self.world.labels])
            for word in ("easy", "hard")
        )
        assert self.world.b[easy].mean() < self.world.b[hard].mean()

    def test_it_has_questions_of_mean_slope_one(self):
        assert np.log(self.world.a).mean() == pytest.approx(0)

    def test_it_lets_learners_grow(self):
        student = make_student(SMALL, np.random.default_rng(2))
        student.gain = 0.01
        before = shares(self.world, student)
        for _ in range(100):
            student.learn(1)
        grown = shares(self.world, student) - before
        assert (grown > 0).all()
        assert grown.argmax() == 1

    def test_it_passes_those_who_know_everything(self):
        student = make_student(SMALL, np.random.default_rng(1))
        student.ability = 9.0
        assert passes(self.world, student, np.random.default_rng(1)) == [True, True]


@pytest.fixture(scope="module")
def report():
    """A small run, once."""
    return simulate(SMALL)


class RunTests:
    def test_it_measures_every_student_at_every_checkpoint(self, report):
        assert [row.students for row in report.rows()] == [120, 120, 120]

    def test_it_learns_the_questions_overnight(self, report):
        errors = [night.error_of_b for night in report.nights]
        assert errors[-1] < errors[0]

    def test_it_forecasts_better_than_the_base_rate(self, report):
        found = report.rows()[-1].calibration
        assert found.brier < 0.75 * found.base_brier

    def test_it_covers_the_truth_about_as_often_as_it_says(self, report):
        held = [row.coverage for row in report.rows()]
        assert 0.65 < min(held) <= max(held) < 0.98

    def test_it_is_mostly_right_about_weak_domains(self, report):
        found = report.calls(8)
        assert found.weak_right > 0.85
        assert found.weak_right > found.percent_right

    def test_it_predicts_single_answers(self, report):
        assert report.answers().ece < 0.05

    def test_it_repeats_itself(self):
        tiny = Settings(
            nights=2, students_per_night=3, controls=2, checkpoints=(10, 20), mocks=1
        )
        assert simulate(tiny).markdown() == simulate(tiny).markdown()

    def test_it_writes_a_page(self, report):
        page = report.markdown()
        assert "| 65 | 120 |" in page
        assert "## What the nights teach" in page

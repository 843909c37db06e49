"""Rosters: what rows say, what is refused, and plans that come to rest."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts import rosters
from accounts.accommodations import Accommodation, read_accommodation
from accounts.rosters import Known, KnownInvitation, KnownPerson

HEADINGS = ["Name", "E-Mail", "Cohort", "Role", "Accommodations"]


def read(*rows):
    table = [(1, HEADINGS), *((n, row) for n, row in enumerate(rows, start=2))]
    return rosters.read_roster(table)


def plan(*rows, **known):
    return rosters.plan_roster(read(*rows), Known(**known))


def dana(**over):
    told = {"name": "Dana", "email": "dana@example.org", "cohort": "DVA"} | over
    names = ("name", "email", "cohort", "role", "accommodations")
    return [told.get(name, "") for name in names]


def person(**over):
    fields = {"pk": 1, "name": "Dana", "is_active": True, "is_teaching": False}
    return KnownPerson(**(fields | {"time": Accommodation()} | over))


class ReadRosterTests:
    def test_it_understands_headings_however_they_are_written(self):
        table = [(1, ["E_MAIL", "class"]), (2, ["Dana@Example.org", "DVA"])]
        [row] = rosters.read_roster(table)
        assert (row.email, row.cohort, row.role) == (
            "dana@example.org",
            "DVA",
            "student",
        )

    def test_a_title_may_stand_above_the_headings(self):
        table = [
            (1, ["Course list", "autumn"]),
            (3, ["Full name", "E-mail address", "Group", "Shoe size"]),
            (4, ["Dana", "dana@example.org", "DVA", "39"]),
        ]
        [row] = rosters.read_roster(table)
        assert (row.number, row.name, row.cohort) == (4, "Dana", "DVA")
        assert rosters.unread_columns(table) == ["Shoe size"]

    @pytest.mark.parametrize(
        ("over", "words"),
        [
            ({"email": ""}, "Write one"),
            ({"email": "dana"}, "no e-mail address"),
            ({"email": "dana@x@example.org"}, "no e-mail address"),
            ({"cohort": ""}, "no cohort"),
            ({"cohort": "x" * 121}, "longer than 120"),
            ({"role": "king"}, "student or instructor"),
            ({"accommodations": "9x"}, "not understood"),
            ({"accommodations": "+900"}, "not understood"),
        ],
    )
    def test_it_says_what_is_wrong_with_a_row_and_what_to_write(self, over, words):
        [row] = read(dana(**over))
        assert words in row.error

    def test_it_refuses_the_second_of_two_alike(self):
        first, second = read(dana(), dana(cohort="dva"))
        assert not first.error
        assert "Row 2" in second.error

    def test_it_refuses_two_times_for_one_person(self):
        _, second = read(
            dana(accommodations="2x"), dana(cohort="SAA", accommodations="+30")
        )
        assert "another time" in second.error

    @pytest.mark.parametrize("table", [[], [(1, ["name"])], [(1, ["email", "cohort"])]])
    def test_it_refuses_what_is_no_roster(self, table):
        with pytest.raises(rosters.NoRoster):
            rosters.read_roster(table)

    def test_it_tells_which_columns_say_nothing_to_it(self):
        table = [(1, ["e-mail", "cohort", "time multiplier", "", "Time"])]
        assert rosters.unread_columns(table) == ["time multiplier"]

    def test_it_reads_its_own_template(self):
        rows = rosters.read_roster(list(enumerate(rosters.TEMPLATE, start=1)))
        assert [row.error for row in rows] == [""] * 4

    @given(st.lists(st.lists(st.text(max_size=20), max_size=6), max_size=8))
    def test_it_survives_any_cells(self, rows):
        assert len(read([], *rows)) == len(rows) + 1


class PlanRosterTests:
    def test_it_invites_who_is_not_here_and_makes_the_cohort(self):
        made = plan(dana())
        assert (made.counts["invite"], made.new_cohorts) == (1, ["DVA"])

    def test_it_adds_who_has_an_account(self):
        made = plan(dana(), people={"dana@example.org": person()}, cohorts=["dva"])
        assert (made.counts["enrol"], made.new_cohorts) == (1, [])

    def test_it_leaves_the_time_of_who_has_no_word_about_it(self):
        known = {"dana@example.org": person(time=Accommodation(extra_minutes=30))}
        place = {("dana@example.org", "dva"): "student"}
        made = plan(dana(), people=known, cohorts=["dva"], roles=place)
        assert made.counts["same"] == 1

    def test_it_shows_a_change_with_both_ends(self):
        place = {("dana@example.org", "dva"): "student"}
        made = plan(
            dana(accommodations="double time"),
            people={"dana@example.org": person()},
            cohorts=["dva"],
            roles=place,
        )
        assert made.changes[0].words == ("time: Standard time → 2 × the time",)

    def test_it_makes_nobody_an_instructor_who_is_a_student(self):
        made = plan(dana(role="instructor"), people={"dana@example.org": person()})
        assert "Make them an instructor first" in made.errors[0].words[0]

    @pytest.mark.parametrize(
        "known",
        [
            {"people": {"dana@example.org": person(is_active=False)}},
            {"archived": ["dva"]},
        ],
    )
    def test_it_lets_nobody_in_who_was_shut_out(self, known):
        assert plan(dana(), **known).counts["error"] == 1

    def test_it_renews_what_has_expired(self):
        waiting = KnownInvitation(1, "Dana", "student", None, is_expired=True)
        made = plan(dana(), invitations={("dana@example.org", "dva"): waiting})
        assert "expired" in made.changes[0].words[0]


class ReadAccommodationTests:
    @pytest.mark.parametrize(
        ("words", "times", "minutes"),
        [
            ("1.5x", "1.5", 0),
            ("1,5 x", "1.5", 0),
            ("×2", "2", 0),
            ("+30", "1", 30),
            ("+ 30 min", "1", 30),
            ("1.25x +15", "1.25", 15),
            ("ESL +30 minutes", "1", 30),
            ("Time and a half", "1.5", 0),
            ("standard", "1", 0),
        ],
    )
    def test_it_reads_what_people_write(self, words, times, minutes):
        found = read_accommodation(words)
        assert (str(found.multiplier), found.extra_minutes) == (times, minutes)

    @pytest.mark.parametrize("words", ["lots", "0.5x", "4x", "+241", "2x of it", "30"])
    def test_it_guesses_nothing(self, words):
        assert read_accommodation(words) is None

    @given(
        st.decimals(1, 3, places=2).map(lambda number: number.normalize()),
        st.integers(0, 240),
    )
    def test_it_reads_every_time_that_can_be_granted(self, times, minutes):
        granted = Accommodation(times, minutes)
        assert read_accommodation(f"{times:f}x +{minutes}") == granted

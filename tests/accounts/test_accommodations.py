"""More time: presets and words."""

from decimal import Decimal

from accounts.accommodations import OWN, PRESETS, Accommodation, preset_of


class AccommodationTests:
    def test_it_finds_each_preset_again(self):
        for name, (_, accommodation) in PRESETS.items():
            assert preset_of(accommodation) == name

    def test_it_knows_that_other_numbers_are_ones_own(self):
        assert preset_of(Accommodation(Decimal("1.25"))) == OWN

    def test_it_says_what_somebody_gets(self):
        both = Accommodation(Decimal("1.50"), 30)
        assert both.words == "1.5 × the time and 30 extra minutes"

    def test_it_says_that_somebody_gets_the_usual_time(self):
        assert Accommodation(Decimal("1.00"), 0).words == "Standard time"

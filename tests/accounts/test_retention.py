"""How long things are kept: whatever is chosen, within the bounds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.retention import FOREVER, RULES


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.name)
class RuleTests:
    def test_the_default_is_within_its_bounds(self, rule):
        assert rule.least <= rule.days <= rule.most
        assert rule.lifetime(None).days == rule.days

    @given(days=st.integers(0, 10**6))
    def test_whatever_is_stored_the_bounds_hold(self, rule, days):
        assert rule.least <= rule.lifetime(days).days <= rule.most


class ForeverTests:
    def test_what_stays_for_ever_has_a_reason(self):
        assert all(title and words for title, words in FOREVER)

"""Nothing that has the focus lies under the bars of the exam (WCAG 2.4.11)."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.e2e.device import Device

PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True}
SCREENS = [pytest.param({}, id="desktop"), pytest.param(PHONE, id="phone")]
# The part of the element that has the focus and can be seen between the bars.
COVERED = """() => {
  const focused = document.activeElement;
  if (!focused || focused.matches("body, .skip-link")) return null;
  if (focused.closest(".exam-bar, .exam-steps")) return null;
  const { top, bottom } = focused.getBoundingClientRect();
  const from = document.querySelector(".exam-bar").getBoundingClientRect().bottom;
  const to = document.querySelector(".exam-steps").getBoundingClientRect().top;
  return top < from - 1 || bottom > to + 1 ? focused.outerHTML.slice(0, 80) : null;
}"""


class FocusTests:
    @pytest.mark.parametrize("key", ["Tab", "Shift+Tab"])
    @pytest.mark.parametrize("screen", SCREENS)
    def test_it_is_seen_between_the_bars(
        self, device: Callable[..., Device], screen: dict[str, Any], key: str
    ) -> None:
        exam = device(**screen).start("practice")
        covered = []
        for position in (1, 2, 3):
            exam.go(position)
            for _ in range(24):
                exam.page.keyboard.press(key)
                covered.append(exam.page.evaluate(COVERED))
        assert [one for one in covered if one] == []

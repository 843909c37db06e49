"""Times on pages: in the person's zone, and which zone that is."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from django.template.loader import render_to_string
from django.utils import timezone

AT = datetime(2026, 11, 21, 13, 10, tzinfo=UTC)


def words(component, **context):
    with timezone.override(ZoneInfo("Europe/Berlin")):
        html = render_to_string(f"components/{component}.html", context)
    return " ".join(html.split())


class MomentTests:
    @pytest.mark.parametrize(
        ("shape", "shown"), [("", "21 November 2026, 14:10"), ("H:i", "14:10")]
    )
    def test_it_names_the_zone_beside_the_time(self, shape, shown):
        text = words("moment", at=AT, shape=shape)
        assert f"{shown}</time> (Europe/Berlin)" in text

    def test_it_tells_machines_the_instant(self):
        assert 'datetime="2026-11-21T13:10:00+00:00"' in words("moment", at=AT)

    def test_a_deadline_has_it_too(self):
        text = words(
            "time_left", deadline=AT, now=datetime(2026, 11, 21, 12, tzinfo=UTC)
        )
        assert "14:10</time> (Europe/Berlin)" in text

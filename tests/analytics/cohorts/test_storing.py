"""Reports as JSON: what comes back is what went in."""

import json

import pytest

from analytics.cohorts.people import standings_of
from analytics.cohorts.report import Report, Standing
from analytics.cohorts.storing import from_json, to_json
from tests.analytics.cohorts.samples import facts_of, report, said


class StoringTests:
    def test_a_report_comes_back_as_it_was(self) -> None:
        told = report(said(90), said(20), None)
        assert from_json(Report, json.loads(json.dumps(to_json(told)))) == told

    def test_a_standing_comes_back_as_it_was(self) -> None:
        for one in standings_of(facts_of(said(90), None)):
            assert from_json(Standing, json.loads(json.dumps(to_json(one)))) == one

    def test_a_missing_field_is_an_error(self) -> None:
        told = to_json(report(said()))
        del told["people"]
        with pytest.raises(KeyError):
            from_json(Report, told)

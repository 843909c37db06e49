"""I36: the chain only grows; what may go are texts, against their fingerprints."""

import pytest
from django.db import DatabaseError, transaction

from lib import audit
from lib.models import AuditEvent
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def event():
    audit.record(
        by=cast.ada(),
        action="role.changed",
        object_type="user",
        object_id=7,
        detail={"reason": "Maria’s wish", "count": 3, "before": "student"},
    )
    return AuditEvent.objects.get()


def refuses(**over):
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        AuditEvent.objects.update(**over)


class RecordTests:
    def test_every_text_has_a_salt_and_numbers_have_none(self, event):
        assert set(event.salts) == {"reason", "before"}

    def test_the_chain_holds(self, event):
        assert audit.check() == audit.Checked(1, None)


class WithdrawTextsTests:
    def test_the_text_goes_and_the_chain_holds(self, event):
        assert audit.withdraw_texts(event, ["reason"]) == 1
        event.refresh_from_db()
        assert audit.is_withdrawn(event.detail["reason"])
        assert event.detail["before"] == "student"
        assert set(event.salts) == {"before"}
        assert audit.check().broken is None

    def test_twice_is_once(self, event):
        audit.withdraw_texts(event, ["reason"])
        event.refresh_from_db()
        assert audit.withdraw_texts(event, ["reason", "count", "nothing"]) == 0

    def test_events_of_older_versions_still_hold(self, event):
        told = AuditEvent(detail={"reason": "old"}, salts={}, at=event.at)
        told.previous_hash = event.hash
        told.hash = audit.digest(told)
        told.save()
        assert audit.check() == audit.Checked(2, None)
        assert audit.withdraw_texts(told, ["reason"]) == 0


class AppendOnlyTests:
    def test_nothing_is_deleted(self, event):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            event.delete()

    @pytest.mark.parametrize(
        "over",
        [
            {"actor_id": 2},
            {"detail": {}},
            {"detail": {"reason": "Paul’s wish", "count": 3, "before": "student"}},
            {"salts": {}},
        ],
    )
    def test_nothing_is_rewritten(self, event, over):
        refuses(**over)

    def test_a_fingerprint_must_be_the_right_one(self, event):
        detail = event.detail | {"reason": {audit.WITHDRAWN: "0" * 64}}
        refuses(detail=detail, salts={"before": event.salts["before"]})

    def test_a_fingerprint_never_stays_with_its_salt(self, event):
        prints = audit._prints(event)
        refuses(detail=event.detail | {"reason": prints["reason"]})

"""How many guests may begin at one address in an hour."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from accounts.models import Guest, GuestStart
from lib.problems import Problem
from tests.accounts import doors
from tests.exams.makers import small_exam

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def low(settings):
    settings.GUESTS_PER_ADDRESS = 3


def begin(client_of, times, address="192.0.2.1"):
    for _ in range(times):
        doors.begin_guest(client_of().session, address)


class GuestCeilingTests:
    def test_it_refuses_one_too_many(self, client_of):
        begin(client_of, 3)
        with pytest.raises(Problem, match="Make an account"):
            begin(client_of, 1)
        assert Guest.objects.filter(is_guest=True).count() == 3

    def test_it_counts_each_address_alone(self, client_of):
        begin(client_of, 3)
        begin(client_of, 1, address="192.0.2.2")

    def test_it_opens_again_after_an_hour(self, client_of):
        begin(client_of, 3)
        with time_machine.travel(timezone.now() + timedelta(hours=1, seconds=1)):
            begin(client_of, 1)

    def test_it_counts_no_guest_twice(self, client):
        session = client.session
        for _ in range(5):
            doors.begin_guest(session)
        assert GuestStart.objects.count() == 1

    def test_it_tells_the_visitor(self, client_of, settings):
        settings.GUESTS_PER_ADDRESS = 0
        small_exam(mode="diagnostic", minutes=None)
        answer = client_of().post("/diagnostic/")
        assert (answer.status_code, answer["Retry-After"]) == (429, "3600")
        assert "Make an account" in answer.content.decode()

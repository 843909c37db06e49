"""`manage.py demo people`: one person of each role."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.models import User
from tests.accounts import doors

pytestmark = pytest.mark.django_db


def demo_people():
    out = StringIO()
    call_command("demo", "people", stdout=out)
    return out.getvalue().splitlines()


class DemoTests:
    def test_it_prints_a_line_for_each_role(self, settings):
        settings.DEMO = True
        assert demo_people() == [
            "student student@demo.passline.example passline-demo",
            "instructor instructor@demo.passline.example passline-demo",
            "admin admin@demo.passline.example passline-demo",
        ]

    def test_they_sign_in_at_once(self, settings):
        settings.DEMO, settings.SECOND_FACTOR_REQUIRED = True, False
        demo_people()
        for user in User.objects.all():
            client = Client()
            doors.sign_in(client, user, "passline-demo")
            assert doors.is_in(client)

    def test_it_can_be_repeated_without_signing_them_out(self, client, settings):
        settings.DEMO = True
        demo_people()
        doors.sign_in(client, User.objects.get(role="student"), "passline-demo")
        demo_people()
        assert User.objects.count() == 3
        assert doors.is_in(client)

    def test_it_repairs_a_changed_password(self, settings):
        settings.DEMO = True
        demo_people()
        admin = User.objects.get(role="admin")
        admin.set_password("something-else")
        admin.save()
        demo_people()
        admin.refresh_from_db()
        assert admin.check_password("passline-demo")

    def test_it_is_refused_outside_the_demo(self):
        with pytest.raises(CommandError, match="exist only in the demo"):
            demo_people()
        assert not User.objects.exists()

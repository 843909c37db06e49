"""The ways in, as a browser takes them."""

import re

from django.utils import timezone

from accounts import services
from tests.cast import PASSWORD


def sign_up(client, email="dana@example.org", password=PASSWORD, **over):
    data = {"email": email, "password1": password, "time_zone": "UTC"} | over
    return client.post("/account/signup/", data)


def sign_in(client, user, password=PASSWORD):
    return client.post("/account/login/", {"login": user.email, "password": password})


def fail(client, user, times):
    for _ in range(times):
        sign_in(client, user, "wrong-every-time")


def is_in(client):
    """Whether a page for members opens."""
    return client.get("/account/sessions/").status_code == 200


def begin_guest(session, address="10.0.0.1"):
    return services.begin_guest(session=session, address=address, now=timezone.now())


def link_in(mail):
    """The path of the first link in a mail."""
    return re.search(r"http://testserver(\S+)", mail.body)[1]


def confirm(client, mail):
    return client.post(link_in(mail))


def make_token(client, user, **over):
    body = {"email": user.email, "password": PASSWORD, "name": "Test"} | over
    return client.post("/api/v1/tokens/", body, content_type="application/json")


def bearer(token):
    return {"HTTP_AUTHORIZATION": f"Bearer {token}"}

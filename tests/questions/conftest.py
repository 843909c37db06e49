"""People of the bank's tests, and browsers for them."""

import pytest
from django.test import Client

from tests import cast, factories


@pytest.fixture
def ivan(db):
    """The instructor, with a second factor as the product asks of him."""
    ivan = cast.ivan()
    factories.make_second_factor(ivan)
    return ivan


@pytest.fixture
def browser_of():
    def make(user):
        client = Client()
        client.force_login(user)
        return client

    return make


@pytest.fixture
def ivans(ivan, browser_of):
    """Ivan's browser."""
    return browser_of(ivan)

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


@pytest.fixture
def task(db):
    """A task of a guide that questions can serve."""
    return factories.make_guide().domains.all()[0].tasks.get()


@pytest.fixture
def ada(db):
    """The administrator, who reads what ivan wrote."""
    ada = cast.ada()
    factories.make_second_factor(ada)
    return ada


@pytest.fixture
def adas(ada, browser_of):
    """Ada's browser."""
    return browser_of(ada)


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    """Pictures of a test are gone with it."""
    settings.MEDIA_ROOT = tmp_path / "media"

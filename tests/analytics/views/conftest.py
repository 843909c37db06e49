"""Who looks at the pages."""

import pytest

from tests import cast


@pytest.fixture
def alice(client):
    """Signed in."""
    user = cast.alice()
    client.force_login(user)
    return user

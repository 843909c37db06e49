"""A person's API tokens, listed and revoked."""

import pytest

from accounts.models import ApiToken
from tests import cast, factories
from tests.accounts import doors

pytestmark = pytest.mark.django_db


@pytest.fixture
def alice(client):
    alice = factories.make_confirmed(cast.alice())
    client.force_login(alice)
    return alice


class TokensPageTests:
    def test_it_lists_alices_tokens_without_the_tokens(self, client, alice):
        token = doors.make_token(client, alice, name="My script").json()["token"]
        page = client.get("/account/tokens/").content.decode()
        assert "My script" in page
        assert token[:8] not in page

    def test_it_revokes_one_at_its_next_request(self, client, alice):
        token = doors.make_token(client, alice).json()["token"]
        reference = ApiToken.objects.get().reference
        client.post(f"/account/tokens/{reference}/revoke/")
        answer = client.delete("/api/v1/tokens/current/", **doors.bearer(token))
        assert answer.status_code == 401

    def test_it_hides_another_persons_token(self, client, client_of, alice):
        doors.make_token(client, alice)
        reference = ApiToken.objects.get().reference
        charlie = client_of(cast.charlie())
        assert charlie.post(f"/account/tokens/{reference}/revoke/").status_code == 404
        assert ApiToken.objects.exists()

"""Every test has its own corner of the cache: limits of one never meet another's."""

import uuid

import pytest
from django.test import Client

from accounts.hashers import OwaspArgon2Hasher


@pytest.fixture(autouse=True)
def own_cache(settings):
    default = settings.CACHES["default"]
    settings.CACHES = {"default": default | {"KEY_PREFIX": str(uuid.uuid4())}}


@pytest.fixture
def client_of():
    """Further browsers: `client_of()`, or signed in at once: `client_of(alice)`."""

    def make(user=None, **kwargs):
        client = Client(**kwargs)
        if user is not None:
            client.force_login(user)
        return client

    return make


@pytest.fixture
def hashes(monkeypatch):
    """Every password hash that is computed, whoever asks for it."""
    seen = []
    original = OwaspArgon2Hasher.encode

    def encode(self, password, salt):
        seen.append(password)
        return original(self, password, salt)

    def verify(self, password, encoded):
        seen.append(password)
        return original_verify(self, password, encoded)

    original_verify = OwaspArgon2Hasher.verify
    monkeypatch.setattr(OwaspArgon2Hasher, "encode", encode)
    monkeypatch.setattr(OwaspArgon2Hasher, "verify", verify)
    return seen

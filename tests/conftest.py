"""Fixtures for every test: the disposable services, the cast, a small bank."""

import os

os.environ.setdefault("PASSLINE_MODE", "test")

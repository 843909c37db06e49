"""The product's settings with what any signed-in save needs, as Django ships it."""

import os

import django
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

django.setup(set_prefix=False)
# Only now: allauth refuses to be set up without a middleware of its own.
settings.MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
]
settings.SESSION_ENGINE = "django.contrib.sessions.backends.db"
settings.ROOT_URLCONF = "benchmarks.floor.urls"

application = WSGIHandler()

"""The WSGI application that gunicorn serves."""

import gc
import os
from importlib import import_module

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from config.pieces import Measured
from config.tidying import Tidied

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

application = Tidied(Measured(get_wsgi_application()))

# What was imported stays, every view with it: the collector need not look at it again.
# A form of 65 questions makes some ten thousand objects, nearly all of which are freed
# by reference counting; with Python's threshold of 700 the collector came a dozen
# times for each. It has its turn between requests (config/tidying.py).
import_module(settings.ROOT_URLCONF)
gc.collect()
gc.freeze()
gc.set_threshold(20_000, 20, 20)

"""The Celery application of beat: it sends names by the clock and runs nothing.

`-A config` would load the whole product for that: 90 MB instead of 42.
"""

from celery import Celery

app = Celery("passline-beat", fixups=[])
app.config_from_object("django.conf:settings", namespace="CELERY")

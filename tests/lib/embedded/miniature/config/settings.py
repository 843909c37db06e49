"""What beat reads; it needs no part of the product itself."""

import os

SECRET_KEY = "miniature"
USE_TZ = True
CELERY_BROKER_URL = os.environ["REDIS_URL"].replace("unix://", "redis+socket://")
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_BEAT_SCHEDULE = {"beat": {"task": "config.celery.leave_row", "schedule": 0.5}}

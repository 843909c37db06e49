"""Celery looks for Django's settings when they are named."""

SECRET_KEY = "miniature"
USE_TZ = True

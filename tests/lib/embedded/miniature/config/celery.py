"""A job each half second that leaves a row, so beat, Redis and worker are seen."""

import os

import psycopg
from celery import Celery

app = Celery("miniature")
app.config_from_object("django.conf:settings", namespace="CELERY")


@app.task
def leave_row() -> None:
    with psycopg.connect(os.environ["DATABASE_URL"]) as database:
        database.execute("INSERT INTO beat DEFAULT VALUES")

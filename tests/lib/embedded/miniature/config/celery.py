"""A job each half second that leaves a row, so beat, Redis and worker are seen."""

import os

import psycopg
from celery import Celery

app = Celery("miniature")
app.conf.update(
    broker_url=os.environ["REDIS_URL"].replace("unix://", "redis+socket://"),
    broker_connection_retry_on_startup=True,
    task_ignore_result=True,
    beat_schedule={"beat": {"task": "config.celery.leave_row", "schedule": 0.5}},
)


@app.task
def leave_row() -> None:
    with psycopg.connect(os.environ["DATABASE_URL"]) as database:
        database.execute("INSERT INTO beat DEFAULT VALUES")

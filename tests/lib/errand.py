"""A job that nobody runs: the tests look at what was sent."""

from celery import shared_task


@shared_task
def carry(parcel: int) -> None:
    raise AssertionError(f"nobody was to carry {parcel}")

"""Searches of the bank that people keep for themselves."""

from django.db import transaction

from accounts.models import User
from lib.problems import Problem
from questions.models import SavedFilter

KEPT_FILTERS = 30


@transaction.atomic
def save_filter(*, owner: User, name: str, query: str) -> SavedFilter:
    """Keep it; the same name again replaces it. Raises Problem 409 at thirty."""
    User.objects.select_for_update().get(pk=owner.pk)
    kept = SavedFilter.objects.filter(owner=owner)
    if kept.count() >= KEPT_FILTERS and not kept.filter(name=name).exists():
        raise Problem(
            "too-many-filters",
            409,
            "You keep thirty filters already",
            "Delete one that you no longer use, and keep this one again.",
        )
    saved, _ = SavedFilter.objects.update_or_create(
        owner=owner, name=name, defaults={"query": query}
    )
    return saved


@transaction.atomic
def delete_filter(*, saved: SavedFilter) -> None:
    saved.delete()

"""The row, or 404: somebody else's thing and no thing look the same from outside."""

from typing import TypeVar

from django.http import Http404

Row = TypeVar("Row")


def or_404(row: Row | None) -> Row:
    """This row; raises Http404 for None."""
    if row is None:
        raise Http404
    return row

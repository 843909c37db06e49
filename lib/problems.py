"""Refusals that speak: one exception that pages and the API both understand."""

from typing import Any


class Problem(Exception):
    """A request that is understood and refused, with what to do about it.

    Becomes an RFC 9457 problem in the API (`type` is its slug, `extra` its
    extension members) and an error page with the same words elsewhere.
    """

    def __init__(
        self, slug: str, status: int, title: str, detail: str = "", **extra: Any
    ) -> None:
        super().__init__(detail or title)
        self.slug = slug
        self.status = status
        self.title = title
        self.detail = detail
        self.extra = extra

    @property
    def words(self) -> str:
        """Title and detail as sentences, for where both stand on one line."""
        end = "" if self.title.endswith("?") else "."
        return f"{self.title}{end} {self.detail}".strip()

    def as_dict(self) -> dict[str, Any]:
        body: dict[str, Any] = {
            "type": self.slug,
            "title": self.title,
            "status": self.status,
        }
        if self.detail:
            body["detail"] = self.detail
        return body | self.extra

"""Every address of the product, read from the URL configuration."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, get_resolver
from django.urls.resolvers import RoutePattern

from accounts.access import Audience, audience_of

PARAMETER = re.compile(r"<(?:(?P<kind>[^>:]+):)?(?P<name>\w+)>")
NAMED_GROUP = re.compile(r"\(\?P<(?P<name>\w+)>")


@dataclass(frozen=True)
class Route:
    name: str
    template: str
    callback: Any
    is_regex: bool = False

    @property
    def audience(self) -> Audience | None:
        return audience_of(self.callback, self.name)

    @property
    def parameters(self) -> list[str]:
        found = NAMED_GROUP if self.is_regex else PARAMETER
        return [match["name"] for match in found.finditer(self.template)]

    @property
    def is_api(self) -> bool:
        return self.template.startswith("api/")

    @property
    def is_admin_site(self) -> bool:
        return self.name.startswith("admin:")

    @property
    def is_ours(self) -> bool:
        """Not of a package: its view declares for whom it is there."""
        return not self.callback.__module__.startswith(("allauth", "django"))

    def path(self, **values: Any) -> str:
        return "/" + PARAMETER.sub(lambda m: str(values[m["name"]]), self.template)


def routes() -> list[Route]:
    return list(_walk(get_resolver().url_patterns, "", ()))


def _walk(patterns: Any, prefix: str, spaces: tuple[str, ...]) -> Iterator[Route]:
    for pattern in patterns:
        is_regex = not isinstance(pattern.pattern, RoutePattern)
        template = prefix + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            name = ":".join([*spaces, pattern.name or "?"])
            yield Route(name, template, pattern.callback, is_regex)
        else:
            inner = (pattern.namespace,) if pattern.namespace else ()
            yield from _walk(pattern.url_patterns, template, spaces + inner)

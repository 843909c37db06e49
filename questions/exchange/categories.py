"""Category paths of other systems: the names only, joined by a slash."""

import re

from questions.exchange.texts import clean

# Moodle begins a path with the place that it stands in, and its root is “top”.
PLACE = re.compile(r"^\$[a-z]+\d*\$/?", re.IGNORECASE)
MAX_LENGTH = 400


def category_path(text: str) -> str:
    path = PLACE.sub("", clean(text).replace("\n", " "))
    path = path.removeprefix("top/") if path != "top" else ""
    return path.strip("/ ")[:MAX_LENGTH]

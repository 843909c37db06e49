"""Pages that a question rests on, by names that their addresses tell."""

import re
from urllib.parse import urlsplit

from questions.ideas import in_words

API = "API_"


def page_name(address: str) -> str:
    """What a page is about: “SQS visibility timeout” of …/sqs-visibility-timeout.html.

    An address without a page is called by its host.
    """
    parts = urlsplit(address)
    page = parts.path.rstrip("/").rpartition("/")[2].removesuffix(".html")
    if page.startswith(API):
        return f"{page.removeprefix(API)} (API)"
    words = in_words(re.sub("[-_.]+", "-", page).strip("-"))
    return words[:1].upper() + words[1:] if words else parts.netloc


def site_name(address: str) -> str:
    """Where that page is: its host and what it documents there."""
    parts = urlsplit(address)
    folder, _, page = parts.path.strip("/").partition("/")
    return f"{parts.netloc}/{folder}" if page else parts.netloc

"""What goes into the log, and in how many words."""

import logging
from typing import Any


class ClientMistakeFilter(logging.Filter):
    """What was answered with 4xx is the client's mistake: one line.

    Django logs a wrong host name, a body too large or a broken form with a traceback,
    which says nothing about ours and lets anybody fill the log.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        if getattr(record, "status_code", 500) < 500:
            record.exc_info = record.exc_text = None
            record.levelno, record.levelname = logging.WARNING, "WARNING"
        return True


def to_console(level: str) -> dict[str, Any]:
    """Django's LOGGING: everything from this level on, and what we say ourselves."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}
        },
        "filters": {"mistakes": {"()": ClientMistakeFilter}},
        "handlers": {
            "console": {
                "class": "logging.StreamHandler",
                "formatter": "line",
                "filters": ["mistakes"],
            }
        },
        "root": {"handlers": ["console"], "level": level},
        "loggers": {"passline": {"level": "INFO"}},
    }

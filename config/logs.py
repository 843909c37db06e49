"""What goes into the log, and in how many words."""

import logging


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

"""What every mail of every room needs: a subject, and whether the server is there."""

from smtplib import SMTPDataError, SMTPNotSupportedError, SMTPRecipientsRefused

# What a server answers to one mail; with anything else it takes none.
ABOUT_ONE = (SMTPRecipientsRefused, SMTPDataError, SMTPNotSupportedError)


def one_line(text: str) -> str:
    """Without invisible characters, which a mail's subject would stumble over."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def is_server_away(error: Exception) -> bool:
    """Whether no mail can leave now, rather than this one alone."""
    return isinstance(error, OSError) and not isinstance(error, ABOUT_ONE)

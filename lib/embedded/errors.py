"""What the ground says when it cannot go on."""


class GroundError(Exception):
    """A sentence for the person at the keyboard: what happened and what to do."""


class StopRequestedError(Exception):
    """Ctrl-C or SIGTERM arrived while something was being waited for."""

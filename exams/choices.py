"""What an assignment decides: the words that are kept, which models give labels."""

AT_ONCE, AFTER_CLOSE, NEVER = "at_once", "after_close", "never"  # release of feedback
OWN, COMMON = "own", "common"  # forms
MOST_ATTEMPTS = 20

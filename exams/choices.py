"""The words that are kept for what an assignment decides; models give them labels."""

AT_ONCE, AFTER_CLOSE, NEVER = "at_once", "after_close", "never"  # release of feedback
OWN, COMMON = "own", "common"  # forms

"""The yardstick: the least that a Django view with a session can do to save a row."""

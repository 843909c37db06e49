"""One file per measurement; each adds what it found to the report."""

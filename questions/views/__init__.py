"""Pages of the bank, by what people do there: read, write, review, bring in."""

"""The REST API of the bank: the same services as its pages."""

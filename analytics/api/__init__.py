"""The REST API of the analytics room."""

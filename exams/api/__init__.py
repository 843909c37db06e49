"""The REST API of the exams room."""

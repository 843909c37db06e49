"""The pages of the exams room: choosing, sitting, reading the result."""

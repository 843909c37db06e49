"""Django's engine for PostgreSQL, reading instants at the speed of C."""

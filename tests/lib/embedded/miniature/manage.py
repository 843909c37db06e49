"""The commands that ./run calls, in a product of one table."""

import os
import sys

import psycopg

TABLE = """
CREATE TABLE IF NOT EXISTS note (text text NOT NULL);
CREATE TABLE IF NOT EXISTS beat (at timestamptz NOT NULL DEFAULT now());
"""


def main(words: list[str]) -> int:
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as database:
        if words[0] == "migrate":
            database.execute(TABLE)
        if words == ["demo", "people"]:
            sys.stdout.write("student  alice@example.org  letmein\n")
        if words[0] == "check_data":
            bad = database.execute("SELECT 1 FROM note WHERE text = 'bad'").fetchone()
            if bad:
                sys.stderr.write("A note is bad.\n")
            return int(bool(bad))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

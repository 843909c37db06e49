"""What the environment decides, read in a process of its own."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from config.celery import app

ROOT = Path(__file__).parents[2]
PRINT = """
import json
from config import settings
hsts = ("SECURE_HSTS_SECONDS", "SECURE_HSTS_PRELOAD")
names = (*hsts, "BASE_URL", "MAIL_BASE_URL", "CSRF_TRUSTED_ORIGINS")
print(json.dumps({name: getattr(settings, name) for name in names}))
"""


def settings_with(**environ):
    kept = {k: v for k, v in os.environ.items() if k != "PASSLINE_BASE_URL"}
    done = subprocess.run(
        [sys.executable, "-c", PRINT],
        env=kept | {"PASSLINE_MODE": "test"} | environ,
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
    )
    return json.loads(done.stdout)


class BeatTests:
    def test_every_job_by_the_clock_is_known_to_the_worker(self):
        app.loader.import_default_modules()
        jobs = {job["task"] for job in app.conf.beat_schedule.values()}
        assert jobs <= set(app.tasks)


class PreloadTests:
    @pytest.mark.parametrize("asked", ["0", "1"])
    def test_it_is_promised_only_when_asked_for(self, asked):
        found = settings_with(
            PASSLINE_BASE_URL="https://exams.example.org", PASSLINE_HSTS_PRELOAD=asked
        )
        assert found["SECURE_HSTS_SECONDS"] > 0
        assert found["SECURE_HSTS_PRELOAD"] is (asked == "1")

    def test_it_is_never_promised_without_https(self):
        found = settings_with(PASSLINE_HSTS_PRELOAD="1")
        assert found["SECURE_HSTS_PRELOAD"] is False
        assert found["MAIL_BASE_URL"] == ""


class AddressTests:
    def test_a_slash_at_its_end_makes_no_other_site_of_it(self):
        found = settings_with(PASSLINE_BASE_URL="https://exams.example.org/")
        assert found["BASE_URL"] == "https://exams.example.org"
        assert found["CSRF_TRUSTED_ORIGINS"] == ["https://exams.example.org"]

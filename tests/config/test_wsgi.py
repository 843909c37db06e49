"""What gunicorn loads once and shares by forking."""

import json
import subprocess
import sys

from django.conf import settings

TELL = """
import json, sys
from config.wsgi import application
from django.db import connection
print(json.dumps({
    "modules": sorted({name.partition(".")[0] for name in sys.modules}),
    "views": "exams.views.sitting" in sys.modules,
    "is_connected": connection.connection is not None,
    "pools": len(connection._connection_pools),
}))
"""


def loaded() -> dict:
    ran = subprocess.run(
        [sys.executable, "-c", TELL],
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(ran.stdout)


class LoadingTests:
    def test_everything_is_there_and_no_connection_crosses_the_fork(self) -> None:
        told = loaded()
        assert told["views"]
        assert not told["is_connected"]
        assert told["pools"] == 0

    def test_it_leaves_what_only_the_worker_needs(self) -> None:
        heavy = {"numpy", "openpyxl", "xlsxwriter", "botocore"}
        assert not heavy & set(loaded()["modules"])

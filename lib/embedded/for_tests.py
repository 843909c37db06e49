"""The servers for a plain `pytest`, without ./test around it."""

import atexit
import os
from contextlib import ExitStack

from lib.embedded.disposable import disposable


def provide_services() -> None:
    """Start both and name them in the environment, unless somebody has done so.

    To be called before Django reads its settings. The workers of pytest-xdist are
    started later and inherit the names.
    """
    if os.environ.get("DATABASE_URL") and os.environ.get("REDIS_URL"):
        return
    stack = ExitStack()
    services = stack.enter_context(disposable())
    atexit.register(stack.close)
    os.environ["DATABASE_URL"] = services.database_url
    os.environ["REDIS_URL"] = services.redis_url
    os.environ["PASSLINE_HOME"] = str(services.home())

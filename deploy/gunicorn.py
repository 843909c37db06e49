"""gunicorn in the container; WEB_CONCURRENCY sets the number of processes."""

import os

bind = "0.0.0.0:8000"
worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = 4  # PASSLINE_DB_POOL_SIZE, per process, is to be larger
preload_app = True  # the processes share what was imported
timeout = 60
graceful_timeout = 25  # less than stop_grace_period in docker-compose.yml
keepalive = 75  # longer than the proxy keeps its connections open
# The disk may stall; the heartbeat must not.
worker_tmp_dir = "/dev/shm"  # noqa: S108  # REASON: gunicorn makes a private file in it
control_socket_disable = True

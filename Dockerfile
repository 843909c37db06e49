# The image of web, worker, beat and migrate; docker-compose.yml says who runs what.

FROM python:3.12-slim AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PYTHONDONTWRITEBYTECODE=1
RUN python -m venv /opt/venv
WORKDIR /srv/passline
# Before the code, so that a change of the code does not install everything again.
COPY requirements/base.txt requirements/
RUN /opt/venv/bin/python -m pip install --require-hashes -r requirements/base.txt
COPY . .
# The container writes nothing: compiled here, or by every process that starts.
RUN /opt/venv/bin/python -m compileall -q . \
    && PASSLINE_MODE=production PASSLINE_STATIC_MANIFEST=1 PASSLINE_STATIC_ROOT=/srv/static \
    /opt/venv/bin/python manage.py collectstatic --noinput

FROM python:3.12-slim
# A number, so that an orchestrator can see that it is not root.
RUN groupadd --system --gid 10001 passline \
    && useradd --system --uid 10001 --gid passline --no-create-home \
        --home-dir /var/lib/passline --shell /usr/sbin/nologin passline \
    && install --directory --owner passline --group passline /var/lib/passline
COPY --from=build /opt/venv /opt/venv
COPY --from=build /srv /srv
WORKDIR /srv/passline
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    MALLOC_ARENA_MAX=2 \
    MALLOC_MMAP_THRESHOLD_=1048576 \
    MALLOC_TRIM_THRESHOLD_=1048576 \
    PASSLINE_MODE=production \
    PASSLINE_HOME=/var/lib/passline \
    PASSLINE_STATIC_MANIFEST=1 \
    PASSLINE_STATIC_ROOT=/srv/static
USER 10001:10001
EXPOSE 8000
# For web, which is what the image runs when nothing else is said.
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s \
    CMD ["python", "deploy/ask.py", "/healthz"]
CMD ["gunicorn", "config.wsgi:application", "--config", "deploy/gunicorn.py"]

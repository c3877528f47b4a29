# One image for the web processes, the workers and the commands; docker-compose.yml and deploy/kubernetes say which runs
# what. Name the base by its digest where images have to be the same each time.
ARG PYTHON=python:3.13-slim

FROM ${PYTHON} AS packages
WORKDIR /app
COPY requirements.lock ./
# Every file's hash is compared with the lock. Nothing of the installer reaches the image that runs.
RUN python -m venv --without-pip .venv \
    && pip --python .venv/bin/python install --quiet --no-cache-dir --no-deps --require-hashes --requirement requirements.lock

FROM ${PYTHON}
# Han, kana and hangul on letters; everything else comes with the packages.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends fonts-droid-fallback \
    && rm -rf /var/lib/apt/lists/*
RUN useradd --system --user-group --uid 10001 --home-dir /app --shell /usr/sbin/nologin results
WORKDIR /app
COPY --from=packages /app/.venv .venv
COPY . .
ENV PATH=/app/.venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    STATE_DIR=/var/lib/results \
    STATIC_ROOT=/app/collected \
    WEB_CONCURRENCY=3
# Static files belong to the image, letters to a storage. The keys of this step are thrown away with it.
RUN random() { python -c "import secrets; print(secrets.token_urlsafe(48))"; } \
    && SECRET_KEY=$(random) LETTERS_KEYS=$(random) DATABASE_URL=sqlite:////tmp/none python manage.py collectstatic --no-input --verbosity 0 \
    && install --directory --owner results --group results --mode 0700 "$STATE_DIR"
USER results
# The second one is for Prometheus.
EXPOSE 8000 9100
HEALTHCHECK --interval=15s --timeout=8s --start-period=60s CMD ["python", "-I", "deploy/probe.py", "/healthz"]
# gunicorn.conf.py says the rest.
CMD ["gunicorn", "--bind", "0.0.0.0:8000"]

# One image for the web processes, the workers and the commands; docker-compose.yml says which runs what.
FROM python:3.13-slim AS packages
WORKDIR /app
COPY requirements.lock ./
# The lock's hashes are checked. Nothing of the installer reaches the image that runs.
RUN pip install --no-cache-dir --quiet uv \
    && uv venv --quiet .venv \
    && uv pip sync --quiet --no-cache --compile-bytecode requirements.lock

FROM python:3.13-slim
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
    STATIC_ROOT=/app/collected
# Static files belong to the image, letters to a volume. The keys of this step are thrown away with it.
RUN random() { python -c "import secrets; print(secrets.token_urlsafe(48))"; } \
    && SECRET_KEY=$(random) LETTERS_KEYS=$(random) DATABASE_URL=sqlite:////tmp/none python manage.py collectstatic --no-input --verbosity 0 \
    && install --directory --owner results --group results --mode 0700 "$STATE_DIR"
USER results
EXPOSE 8000
# gunicorn.conf.py says the rest.
CMD ["gunicorn", "--bind", "0.0.0.0:8000", "--workers", "3"]

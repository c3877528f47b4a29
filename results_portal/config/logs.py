"""The process log: everything to standard error, where whoever runs the service collects it."""

from typing import Any

CONSOLE: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "filters": {"without_links": {"()": "results_portal.monitoring.log_redaction.WithoutLinks"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain", "filters": ["without_links"]}},
    # fontTools tells of every glyph that it subsets, and so which symbols the passwords of a small batch have.
    "loggers": {"fontTools": {"level": "WARNING"}},
    "root": {"handlers": ["console"], "level": "INFO"},
}

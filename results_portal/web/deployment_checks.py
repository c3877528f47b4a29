"""What `manage.py check --deploy` refuses of a set-up that would start, and then serve nobody, or the wrong people."""

import os
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core import checks
from django.db import DatabaseError, connection

from results_portal.web import sites

# Domains of examples: what is sent from there reaches nobody, and what is sent there neither.
SAMPLE_DOMAINS = ("example.org", "example.com", "example.net")
SENDING_NOTHING = ("console", "filebased", "locmem", "dummy")


@checks.register(checks.Tags.security, deploy=True)
def database_is_a_server_that_answers(**_: Any) -> list[checks.CheckMessage]:
    """Asked with every deployment check: Django's own checks of databases have to be asked for."""
    if connection.vendor == "sqlite":
        hint = "Set DATABASE_URL to postgres://…: SQLite lets one process write at a time, on one machine."
        return [checks.Error("The database is SQLite.", hint=hint, id="results_portal.E010")]
    try:
        connection.ensure_connection()
    except DatabaseError as why:
        told = str(why).strip().splitlines()
        hint = "Look at DATABASE_URL, at the network, and at what the server lets in (pg_hba.conf)."
        problem = f"The database can't be reached: {told[0] if told else type(why).__name__}"
        return [checks.Error(problem, hint=hint, id="results_portal.E011")]
    finally:
        connection.close()
    return []


@checks.register(checks.Tags.security, deploy=True)
def proxy_is_declared(**_: Any) -> list[checks.CheckMessage]:
    """Without it every request is sent to https again and again, and everybody seems to come from one address."""
    own_tls = "certfile" in os.environ.get("GUNICORN_CMD_ARGS", "")
    if settings.SECURE_PROXY_SSL_HEADER is None and not own_tls:
        hint = "Set BEHIND_PROXY=true where a proxy holds the certificates, or give gunicorn a --certfile."
        problem = "The addresses are https, but no proxy is declared and the service has no certificate of its own."
        return [checks.Error(problem, hint=hint, id="results_portal.E012")]
    if settings.SECURE_PROXY_SSL_HEADER is not None and settings.TRUSTED_PROXIES < 1:
        hint = "Unset TRUSTED_PROXIES, or set it to how many proxies of yours stand in front."
        problem = "BEHIND_PROXY is set and TRUSTED_PROXIES is 0: everybody would count as the proxy's one address."
        return [checks.Error(problem, hint=hint, id="results_portal.E013")]
    return []


@checks.register(checks.Tags.security, deploy=True)
def hosts_are_apart(**_: Any) -> list[checks.CheckMessage]:
    """Each site has its own host name, and no host is let in that isn't named."""
    found: list[checks.CheckMessage] = []
    if not sites.are_apart():
        hint = "Give candidates a host name of their own in RESULTS_URL."
        problem = "Officers and candidates have the same host name: neither site refuses the other's addresses."
        found.append(checks.Error(problem, hint=hint, id="results_portal.E014"))
    wild = [host for host in settings.ALLOWED_HOSTS if host.startswith(("*", "."))]
    if wild:
        hint = "Unset ALLOWED_HOSTS, or name each host."
        problem = f"ALLOWED_HOSTS lets any host in: {', '.join(wild)}."
        found.append(checks.Error(problem, hint=hint, id="results_portal.E015"))
    missing = {sites.host_of(url) for url in (settings.PORTAL_URL, settings.RESULTS_URL)} - set(settings.ALLOWED_HOSTS)
    if missing and not wild:
        problem = f"ALLOWED_HOSTS leaves out {', '.join(sorted(missing))}, where people come in."
        found.append(checks.Error(problem, hint="Unset ALLOWED_HOSTS, or add it.", id="results_portal.E016"))
    return found


@checks.register(checks.Tags.security, deploy=True)
def nothing_is_a_sample(**_: Any) -> list[checks.CheckMessage]:
    """Addresses that the documentation makes up."""
    told = {
        "FROM_EMAIL": settings.DEFAULT_FROM_EMAIL.rstrip(">").rpartition("@")[2],
        "CUSTOMER_SERVICES_EMAIL": settings.CUSTOMER_SERVICES_EMAIL.rpartition("@")[2],
        "BOARD_EMAIL": settings.BOARD.email.rpartition("@")[2],
        "LETTERS_RETURN_ADDRESS": settings.LETTERS_RETURN_ADDRESS.rpartition("@")[2],
        "PORTAL_URL": urlsplit(settings.PORTAL_URL).hostname or "",
        "RESULTS_URL": urlsplit(settings.RESULTS_URL).hostname or "",
    }
    return [
        checks.Error(
            f"{name} is a sample ({domain}).", hint=f"Set {name} to an address of the board.", id="results_portal.E017"
        )
        for name, domain in told.items()
        if is_sample(domain)
    ]


@checks.register(checks.Tags.security, deploy=True)
def mail_goes_to_a_server(**_: Any) -> list[checks.CheckMessage]:
    """Files, the console and nowhere are for demonstrations."""
    backend = str(settings.MAILERS["server"]["BACKEND"])
    if not any(name in backend for name in SENDING_NOTHING):
        return []
    hint = "Set EMAIL_URL to smtp+tls://user:password@host:587."
    return [checks.Error(f"E-mails are sent to nobody ({backend}).", hint=hint, id="results_portal.E018")]


def is_sample(domain: str) -> bool:
    """Whether a domain, or one below it, is made up."""
    return any(domain.lower() == sample or domain.lower().endswith(f".{sample}") for sample in SAMPLE_DOMAINS)

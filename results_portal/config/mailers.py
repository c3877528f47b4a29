"""`EMAIL_URL` in the words of Django's `MAILERS`."""

from typing import Any

SMTP = {
    "EMAIL_HOST": "host",
    "EMAIL_PORT": "port",
    "EMAIL_HOST_USER": "username",
    "EMAIL_HOST_PASSWORD": "password",
    "EMAIL_USE_TLS": "use_tls",
    "EMAIL_USE_SSL": "use_ssl",
    "EMAIL_TIMEOUT": "timeout",
}


def mailer(parsed: dict[str, Any]) -> dict[str, Any]:
    """One entry of `MAILERS` from what django-environ reads out of an address such as `smtp+tls://user:pw@host:587`."""
    backend = parsed["EMAIL_BACKEND"]
    options: dict[str, Any] = {}
    if backend.endswith("smtp.EmailBackend"):
        options = {name: parsed[key] for key, name in SMTP.items() if parsed.get(key)}
        options.setdefault("timeout", 20)
    elif backend.endswith("filebased.EmailBackend"):
        options = {"file_path": f"/{parsed['EMAIL_FILE_PATH'].lstrip('/')}"}
    return {"BACKEND": backend, "OPTIONS": options}


def mailers(parsed: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """`MAILERS`: "direct" is for jobs; "default", for pages, puts into a queue what goes to a server.

    Mail that goes into files or nowhere isn't waited for, and so needs no queue. "server" is where all of it goes in
    the end, through the guard alone, which keeps a rehearsal's mail within the staff.
    """
    server = mailer(parsed)
    default = direct = {"BACKEND": "results_portal.outbox.rehearsal_guard.RehearsalGuard"}
    if server["BACKEND"].endswith("smtp.EmailBackend"):
        default = {"BACKEND": "results_portal.outbox.backend.QueuedEmailBackend"}
    return {"default": default, "direct": direct, "server": server}

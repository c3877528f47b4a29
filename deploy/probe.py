#!/usr/bin/env python3
"""Asks the service in this container for `/healthz` or `/readyz`, as the proxy would. Needs nothing but Python."""

import os
import sys
import urllib.error
import urllib.request
from urllib.parse import urlsplit

SECONDS = 5


def asked(path: str) -> urllib.request.Request:
    """The request: for the host of the site that is served here, and over https as far as the service can tell."""
    site = os.environ["RESULTS_URL" if os.environ.get("SITE") == "results" else "PORTAL_URL"]
    port = os.environ.get("PORT", "8000")
    headers = {"Host": urlsplit(site).netloc, "X-Forwarded-Proto": "https", "X-Forwarded-For": "127.0.0.1"}
    return urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers=headers)


def main() -> int:
    request = asked(sys.argv[1] if len(sys.argv) > 1 else "/healthz")
    try:
        with urllib.request.urlopen(request, timeout=SECONDS) as answer:  # noqa: S310 - our own address
            return 0 if answer.status == 200 else 1
    except urllib.error.HTTPError as why:
        sys.stderr.write(f"{why.code}: {why.read(2000).decode(errors='replace')}\n")
    except OSError as why:
        sys.stderr.write(f"{why}\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())

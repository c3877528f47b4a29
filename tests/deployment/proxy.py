"""The proxy of `deploy/proxy` for tests: its certificates, its settings, and nginx itself."""

import subprocess
from pathlib import Path

from tests.deployment.reading import PROXY
from tests.support.service import PORTAL_HOST, RESULTS_HOST

# As docs/operating.md says it for a trial.
CERTIFICATE = "openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj /CN={host} -addext subjectAltName=DNS:{host}"
HOSTS = {"portal": PORTAL_HOST, "results": RESULTS_HOST}


def write_certificates(folder: Path) -> None:
    for site, host in HOSTS.items():
        files = ["-keyout", str(folder / f"{site}.key"), "-out", str(folder / f"{site}.crt")]
        subprocess.run([*CERTIFICATE.format(host=host).split(), *files], check=True, capture_output=True)


def settings_for(folder: Path, *, portal: str, results: str, ports: tuple[int, int]) -> dict[str, str]:
    """What the file wants to be told, with everything of it in `folder`."""
    return {
        "RUN": str(folder),
        "CERTIFICATES": str(folder),
        "PAGES": str(PROXY / "pages"),
        "PORTAL_HOST": PORTAL_HOST,
        "RESULTS_HOST": RESULTS_HOST,
        "PORTAL_SERVERS": portal,
        "RESULTS_SERVERS": results,
        "HTTP_PORT": f"127.0.0.1:{ports[0]}",
        "HTTPS_PORT": f"127.0.0.1:{ports[1]}",
    }

"""Where letters and loaded files are kept: folders, or object storage, by one address."""

from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

FOLDERS = ("letters", "loads")
FORMS = "file:///srv/results, or s3://bucket/folder?endpoint=https://objects.example.org&region=eu-west-2"


def file_storages(address: str, *, state: Path) -> dict[str, dict[str, Any]]:
    """The storages `letters` and `loads` at `address`; folders of the state directory where it is empty.

    Raises `ImproperlyConfigured` where the address is neither `file://` nor `s3://`.
    """
    parts = urlsplit(address)
    if not address:
        return {folder: _on_disk(state / folder) for folder in FOLDERS}
    if parts.scheme == "file" and not parts.netloc and parts.path.strip("/"):
        return {folder: _on_disk(Path(unquote(parts.path)) / folder) for folder in FOLDERS}
    if parts.scheme == "s3" and parts.hostname:
        return {folder: _in_bucket(address, folder) for folder in FOLDERS}
    raise ImproperlyConfigured(f"The environment variable LETTERS_STORAGE has to look like {FORMS}.")


def _on_disk(location: Path) -> dict[str, Any]:
    # For the service's user alone.
    options = {"location": location, "file_permissions_mode": 0o600, "directory_permissions_mode": 0o700}
    return {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": options}


def _in_bucket(address: str, folder: str) -> dict[str, Any]:
    parts = urlsplit(address)
    asked = parse_qs(parts.query)
    unknown = asked.keys() - {"endpoint", "region"}
    if unknown:
        raise ImproperlyConfigured(f"LETTERS_STORAGE asks for {min(unknown)}; it has to look like {FORMS}.")
    within = unquote(parts.path).strip("/")
    options = {
        "bucket_name": parts.netloc,
        "location": f"{within}/{folder}" if within else folder,
        "endpoint_url": asked["endpoint"][0] if "endpoint" in asked else None,
        "region_name": asked["region"][0] if "region" in asked else None,
        "file_overwrite": False,
    }
    return {"BACKEND": "results_portal.object_storage.storage.ObjectStorage", "OPTIONS": options}

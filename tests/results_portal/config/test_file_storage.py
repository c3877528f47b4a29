"""Where letters and loaded files are kept, by one address."""

from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from results_portal.config.file_storage import file_storages

STATE = Path("/var/lib/results")


@pytest.mark.parametrize(
    ("address", "folder"),
    [("", "/var/lib/results/letters"), ("file:///srv/shared%20files", "/srv/shared files/letters")],
)
def test_a_folder_is_for_the_service_alone(address: str, folder: str) -> None:
    letters = file_storages(address, state=STATE)["letters"]

    assert letters["BACKEND"] == "django.core.files.storage.FileSystemStorage"
    assert letters["OPTIONS"] == {
        "location": Path(folder),
        "file_permissions_mode": 0o600,
        "directory_permissions_mode": 0o700,
    }


def test_a_bucket_has_a_folder_for_each_kind_of_file() -> None:
    stored = file_storages("s3://results/production?endpoint=https://objects.example.org:9000&region=x", state=STATE)

    assert {name: storage["OPTIONS"]["location"] for name, storage in stored.items()} == {
        "letters": "production/letters",
        "loads": "production/loads",
    }
    options = stored["letters"]["OPTIONS"]
    assert (options["bucket_name"], options["endpoint_url"]) == ("results", "https://objects.example.org:9000")
    assert file_storages("s3://results", state=STATE)["loads"]["OPTIONS"]["location"] == "loads"


@pytest.mark.parametrize(
    "address",
    ["/srv/results", "file://srv/results", "file:///", "s3:///folder", "ftp://a/b", "s3://bucket?endpont=https://x"],
)
def test_what_is_no_such_address_is_refused_with_one_that_is(address: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=r"LETTERS_STORAGE .*s3://bucket/folder\?endpoint="):
        file_storages(address, state=STATE)

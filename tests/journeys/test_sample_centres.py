"""A centre of the sample data, from its files to the sign-in of each candidate with what their letter says."""

import csv
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest

from access.granting.access_status import save_settings
from access.models import AccessSettings, Status
from access.sign_in.authenticate import NoAccess, authenticate
from candidates.contact import Contact
from candidates.loading import load_files
from candidates.models import Series
from centres.models import Centre
from letters.models import LetterBatch
from results_portal.audit import Command
from tests.support.centre_with_letters import content_of, number_on, pages_of, printed_on
from tests.support.demonstration import SAMPLE
from tests.support.jobs import run_jobs

BY = Command("test")
CONTACT = Contact(name="Eleni Papadaki", telephone="+30 210 000 0000")


def sample_of(number: str, folder: Path) -> Path:
    """The sample series with the candidates of one centre alone."""
    for file in SAMPLE.glob("*.csv"):
        with file.open(encoding="utf-8-sig", newline="") as full:
            header, *rows = csv.reader(full)
        if "candidate_number" in header:
            rows = [row for row in rows if row[header.index("centre_number")] == number]
        with (folder / file.name).open("w", encoding="utf-8", newline="") as part:
            csv.writer(part).writerows([header, *rows])
    return folder


def choose(status: Status, series: Series, centre: Centre) -> None:
    """What the officer confirms on *Edit status*, and the job that follows."""
    before = AccessSettings.objects.filter(series=series, centre=centre).first()
    save_settings(
        series=series,
        centre=centre,
        status=status,
        deals_with_queries=True,
        contact=CONTACT,
        version=before.version if before else 0,
        by=BY,
    )
    run_jobs()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("number", ["GR003", "VN021"])
def test_every_printed_password_signs_in_until_the_centre_chooses_no_candidates(number: str, tmp_path: Path) -> None:
    load_files(sample_of(number, tmp_path), by=BY)
    series, centre = Series.objects.get(), Centre.objects.get(number=number)

    choose(Status.ALL, series, centre)

    batch = LetterBatch.objects.get(state=LetterBatch.State.READY)
    pages = pages_of(content_of(batch.pdf_name))
    printed = {number_on(page): printed_on(page) for page in pages}
    assert list(printed) == list(centre.candidates.order_by("number").values_list("number", flat=True))
    assert len(pages) == len(printed)
    for candidate, (username, password) in printed.items():
        signed_in = authenticate(username=username, password=password, address="192.0.2.1")
        assert signed_in.candidate.number == candidate
    with ZipFile(BytesIO(content_of(batch.archive_name))) as archive:
        singles = {name: printed_on(pages_of(archive.read(name))[0]) for name in archive.namelist()}
    assert singles == {f"{number}_{candidate}.pdf": both for candidate, both in printed.items()}

    choose(Status.NONE, series, centre)

    for username, password in printed.values():
        with pytest.raises(NoAccess):
            authenticate(username=username, password=password, address="192.0.2.1")

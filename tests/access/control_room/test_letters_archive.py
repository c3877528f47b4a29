"""One zip with a folder for each centre whose letters are current, each on record."""

import html
from io import BytesIO
from zipfile import ZIP_STORED, ZipFile

import pytest
from django.test import Client

from access.models import AccessSettings
from candidates.models import Candidate, Series
from centres.models import Associate, Centre, Membership, Role, User
from letters.models import LetterBatch, LetterDownload
from letters.storage import encrypted_files
from results_portal.models import AuditEntry
from tests.support import builders
from tests.support.attached_centres import ROOM
from tests.support.builders import PASSWORD
from tests.support.centre_with_letters import ask_for_letters, content_of, make_roll, pages_of
from tests.support.jobs import run_jobs
from tests.support.signed_in import prove, sign_in

ALL = f"{ROOM}letters.zip?scope=found"
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("own_store")]


@pytest.fixture
def member(client: Client, associate_officer: User) -> Client:
    """A browser in which the Associate's officer signed in a moment ago."""
    return sign_in(client, associate_officer)


@pytest.fixture
def centres(associate: Associate, series: Series, associate_officer: User) -> list[Centre]:
    """Two centres whose letters are ready, and one where nobody has access."""
    builders.make_centre("AA003", associate=associate)
    made = [builders.make_centre(number, associate=associate) for number in ("AA001", "AA002")]
    for centre in made:
        make_roll(series, centre, ["0001", "0002"])
        ask_for_letters(series, centre, associate_officer)
    run_jobs()
    return made


def opened(client: Client, address: str = ALL) -> ZipFile:
    response = client.get(address)
    assert response["Content-Type"] == "application/zip"
    return ZipFile(BytesIO(response.getvalue()))


def inside(archive: ZipFile) -> set[str]:
    """The folders, without the list of contents."""
    return {name.partition("/")[0] for name in archive.namelist()} - {"contents.txt"}


def taken() -> list[tuple[str, str, str]]:
    entries = AuditEntry.objects.filter(action="download letters").order_by("pk")
    return list(entries.values_list("centre_number", "target", "address"))


def test_each_centre_has_a_folder_with_both_files_and_both_are_on_record(member: Client, centres: list[Centre]) -> None:
    response = member.get(ALL)
    archive = ZipFile(BytesIO(response.getvalue()))

    assert archive.testzip() is None
    assert archive.namelist() == [
        "AA001/AA001-november-2026-letters.pdf",
        "AA001/AA001-november-2026-letters.zip",
        "AA002/AA002-november-2026-letters.pdf",
        "AA002/AA002-november-2026-letters.zip",
        "contents.txt",
    ]
    batch = LetterBatch.objects.get(centre=centres[0])
    assert archive.read("AA001/AA001-november-2026-letters.pdf") == content_of(batch.pdf_name)
    assert archive.read("AA001/AA001-november-2026-letters.zip") == content_of(batch.archive_name)
    assert len(pages_of(archive.read("AA002/AA002-november-2026-letters.pdf"))) == 2
    assert {info.compress_type for info in archive.infolist()} == {ZIP_STORED}
    assert response["Content-Disposition"] == 'attachment; filename="merid-november-2026-letters.zip"'
    assert "no-store" in response["Cache-Control"]
    assert taken() == [
        (f"AA00{centre}", f"AA00{centre}-november-2026-letters.{kind}", "127.0.0.1")
        for centre in (1, 2)
        for kind in ("pdf", "zip")
    ]
    assert LetterDownload.objects.count() == 4


def test_the_contents_say_who_is_left_out_and_why(member: Client, centres: list[Centre], series: Series) -> None:
    Candidate.objects.filter(centre=centres[1], number="0001").update(family_name="Otherwise")

    archive = opened(member)

    assert inside(archive) == {"AA001"}
    contents = archive.read("contents.txt").decode().splitlines()
    assert "In here: 1" in contents
    assert "Left out: 2" in contents
    assert any(line.startswith("AA002 School AA002: The letters are out of date.") for line in contents)
    assert "AA003 School AA003: Nobody has access." in contents
    assert {number for number, _target, _address in taken()} == {"AA001"}


def test_only_those_ticked_are_inside(member: Client, centres: list[Centre]) -> None:
    assert inside(opened(member, f"{ROOM}letters.zip?scope=ticked&centres=AA002")) == {"AA002"}


@pytest.mark.parametrize("change", ["detached", "removed", "viewer"])
def test_what_ends_while_others_are_sent_holds_for_the_rest(
    member: Client, centres: list[Centre], associate_officer: User, change: str
) -> None:
    pieces = iter(member.get(ALL))
    data = next(pieces)
    if change == "detached":
        Centre.objects.filter(number="AA002").update(associate=None)
    elif change == "removed":
        associate_officer.memberships.all().delete()
    else:
        Membership.objects.update(role=Role.RESULTS_VIEWER)

    archive = ZipFile(BytesIO(data + b"".join(pieces)))

    assert inside(archive) == {"AA001"}
    assert "AA002 School AA002: You don't act for this centre any more." in archive.read("contents.txt").decode()
    assert {number for number, _target, _address in taken()} == {"AA001"}


def test_nothing_is_on_record_before_it_leaves(member: Client, centres: list[Centre]) -> None:
    pieces = iter(member.get(ALL))
    next(pieces)

    assert [target for _number, target, _address in taken()] == ["AA001-november-2026-letters.pdf"]


def test_a_damaged_file_is_left_out_and_made_again(member: Client, centres: list[Centre]) -> None:
    encrypted_files.remove(LetterBatch.objects.get(centre=centres[0]).pdf_name)

    assert inside(opened(member)) == {"AA002"}
    assert LetterBatch.objects.filter(centre=centres[0], state__in=LetterBatch.ACTIVE).count() == 1


def test_without_current_letters_there_is_no_file(member: Client, centres: list[Centre]) -> None:
    AccessSettings.objects.update(status="none")

    assert member.get(ALL).headers["Location"] == ROOM
    assert taken() == []


def test_it_takes_fresh_proof_and_comes_back_to_the_same_list(member: Client, centres: list[Centre]) -> None:
    prove(member, minutes_ago=600)

    location = member.get(f"{ALL}&q=aa001").headers["Location"]

    assert "reauthenticate" in location
    assert "q%3Daa001" in location
    assert taken() == []

    page = member.post(location, {"password": PASSWORD}, follow=True)

    assert page.redirect_chain[-1][0] == f"{ROOM}?q=aa001"
    begins = html.escape(f"{ALL}&q=aa001")
    assert f'<meta http-equiv="refresh" content="0; url={begins}">' in page.content.decode()


def test_roles_and_foreign_centres(
    client: Client, associate: Associate, associate_officer: User, centres: list[Centre], centre: Centre
) -> None:
    viewer, head, outsider = (builders.make_officer(associate=associate) for _ in range(3))
    Membership.objects.filter(user=viewer).update(role=Role.RESULTS_VIEWER)
    Membership.objects.filter(user=head).update(role=Role.HEAD)
    Membership.objects.filter(user=outsider).update(associate=builders.make_associate("OTHER"))
    users = [viewer, head, outsider, builders.make_officer(centres[0])]

    assert [sign_in(client, user).get(ALL).status_code for user in users] == [403, 403, 404, 404]
    foreign = f"{ROOM}letters.zip?scope=ticked&centres=AA001&centres={centre.number}"
    assert sign_in(client, associate_officer).get(foreign).status_code == 404
    assert taken() == []

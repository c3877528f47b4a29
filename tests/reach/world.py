"""Two centres of two Associates with everything that addresses lead to, and everybody who might ask."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.contrib.auth.models import Group
from django.test import Client
from django.utils import timezone

from access.credentials.sealed_passwords import seal_password
from access.models import AccessSettings, ChangeNotice, EarlierSettings, SelectedCandidate, Status
from candidates.grades.current import ONLY_ROW
from candidates.grades.first import FIRST_VERSION
from candidates.loads.lists import write_list
from candidates.models import (
    Candidate,
    CandidateVersion,
    Cause,
    ChangeLine,
    ChangeRequest,
    Entry,
    GradeWording,
    Hold,
    Load,
    LoadedRelease,
    LoadJob,
    Outcome,
    OutcomeWording,
    Release,
    ReleaseException,
    ResultChange,
    ResultVersion,
    Series,
    Source,
    WordingVersion,
)
from centres.accounts import recovery
from centres.members import invitations
from centres.models import Associate, Centre, Invitation, KeptForm, RecoveryRequest, Role, User
from centres.one_time_links import digest_of
from centres.permissions import staff_groups
from centres.permissions.staff_roles import StaffRole
from letters.models import (
    CorrectedAddress,
    HandedLetter,
    IssuedStatement,
    LetterDownload,
    LetterMail,
    MailPace,
    WorkerPresence,
)
from results_portal import installation
from results_portal.models import AuditTally, CodeKind, CodePattern, CountedTry, MinuteFigure
from tests.support import addresses, builders
from tests.support.centre_with_letters import letters_made
from tests.support.credentials import PASSWORD, give_access, give_credential, try_to_sign_in
from tests.support.people import make_member
from tests.support.signed_in import browser_of

SERIES = "/portal/PK123/november-2026/"
ROOM = "/portal/associate/MERID/november-2026/"
MEMBERS = "/portal/PK123/members/"
TOKEN = "a-token-that-nobody-else-was-given"
OURS, SECOND = "0042", "0044"
# Nobody at PK123 has these in November: one is AE310's, the other PK123's own of June.
THEIRS, OF_JUNE = "0777", "0600"


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """What tests of reach name: PK123, which MERID looks after, and AE310, which ORBIT looks after."""

    series: Series
    centre: Centre
    other: Centre
    people: dict[str, User]

    def browser(self, role: str) -> Client:
        """A browser of somebody in this role, who has just signed in."""
        client = Client()
        if role == "candidate":
            assert try_to_sign_in(client).status_code == 302
        return browser_of(self.people[role]) if role in self.people else client


def make_world() -> World:
    """Everything is written to the database; letters are made by a worker."""
    staff_groups.put_in_order()
    series = builders.make_series()
    builders.make_release(series, "ALEVEL", builders.in_the_past())
    builders.make_release(series, "IGCSE", builders.in_the_future())
    centre, other = _centre("PK123", "MERID"), _centre("AE310", "ORBIT")
    people = _people(centre, other)
    ours = [_candidate(series, centre, number) for number in (OURS, SECOND)]
    _candidate(series, other, THEIRS)
    _candidate(builders.make_series("June 2026"), centre, OF_JUNE)
    _credential(ours[0])
    for each, officer in ((centre, people["officer"]), (other, people["officer elsewhere"])):
        give_access(series, each)
        letters_made(series, each, officer)
        _links(each, head=people["head"] if each == centre else people["head elsewhere"])
    _rows(ours[1], people)
    return World(series=series, centre=centre, other=other, people=people)


def fill(name: str, route: str) -> object:
    """What stands in the place of a name in an address: something that there is, at PK123 where it is a centre's."""
    return TOKEN if name == "token" else addresses.stored(name, route)


def _centre(number: str, associate: str) -> Centre:
    return builders.make_centre(number, associate=builders.make_associate(associate, f"{associate} Schools"))


def _people(centre: Centre, other: Centre) -> dict[str, User]:
    """An officer of PK123 first: the pages of the admin that are about one user are about them."""
    attached, elsewhere = centre.associate, other.associate

    def member(email: str, role: str, *, of: Centre | Associate | None) -> User:
        place = {"centre": of} if isinstance(of, Centre) else {"associate": of}
        return make_member(email, role, **place).user

    return {
        "officer": member("officer@pk123.example", Role.EXAMS_OFFICER, of=centre),
        "viewer": member("viewer@pk123.example", Role.RESULTS_VIEWER, of=centre),
        "head": member("head@pk123.example", Role.HEAD, of=centre),
        "officer elsewhere": member("officer@ae310.example", Role.EXAMS_OFFICER, of=other),
        "head elsewhere": member("head@ae310.example", Role.HEAD, of=other),
        "associate": member("officer@merid.example", Role.EXAMS_OFFICER, of=attached),
        "associate's viewer": member("viewer@merid.example", Role.RESULTS_VIEWER, of=attached),
        "associate elsewhere": member("officer@orbit.example", Role.EXAMS_OFFICER, of=elsewhere),
        **{role.value.lower(): _staff(role) for role in StaffRole},
        "superuser": builders.make_user("superuser@board.example", is_staff=True, is_superuser=True),
    }


def _staff(role: StaffRole) -> User:
    user = builders.make_user(f"{role.name.lower()}@board.example", is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    return user


def _candidate(series: Series, centre: Centre, number: str) -> Candidate:
    """Entered for what is released and for what isn't."""
    email = f"c{number}@{centre.number.lower()}.example"
    candidate = builders.make_candidate(series, centre, number, email=email)
    for code, qualification, grade in (("9709", "ALEVEL", "B"), ("0610", "IGCSE", "A*")):
        entry = builders.make_entry(candidate, builders.make_syllabus(code, qualification, f"Syllabus {code}"))
        builders.make_result(entry, grade, 74 if grade == "B" else 93)
    return candidate


def _credential(candidate: Candidate) -> None:
    """The username and password of `tests.credentials`, which a letter can print."""
    credential = give_credential(candidate)
    credential.sealed_password = seal_password(PASSWORD, candidate_pk=candidate.pk, issue=1)
    credential.save()


def _links(centre: Centre, *, head: User) -> None:
    """An invitation that nobody has answered yet; PK123's link is known."""
    token = TOKEN if centre.number == "PK123" else f"another{TOKEN}"
    Invitation.objects.create(
        centre=centre,
        email=f"new@{centre.number.lower()}.example",
        role=Role.RESULTS_VIEWER,
        digest=digest_of(token, purpose=invitations.PURPOSE),
        invited_by=head,
        expires_at=timezone.now() + timedelta(days=7),
    )


def _versions(candidate: Candidate) -> None:
    """A load, and what it said."""
    now = datetime.now(UTC)
    load = Load.objects.create(at=now, by="load_series", source="november-2026")
    said = {"number": 1, "source": Source.LOAD, "load": load, "by": load.by, "at": now}
    ResultVersion.objects.create(entry=Entry.objects.filter(candidate=candidate)[0], outcome="PENDING", **said)
    CandidateVersion.objects.create(candidate=candidate, family_name=candidate.family_name, **said)
    qualification = builders.make_qualification("ALEVEL")
    LoadedRelease.objects.create(series=candidate.series, qualification=qualification, releases_at=now)


def _load_that_waits(sender: User) -> None:
    """Files that were read, with a list of what they change."""
    place = "world/1-changed.list"
    rows = write_list(place, [["results.csv", "2", "June 2026 PK123 0600 9709", "grade: B", "grade: A", "no"]])
    LoadJob.objects.create(
        name="june.zip",
        state=LoadJob.State.PREVIEW,
        files=[{"name": "june.zip", "bytes": 4, "place": "world/1.sent"}],
        sent_by=sender,
        digest="f" * 64,
        series=["june-2026"],
        lists={"changed": {"place": place, "rows": rows}},
    )


def _change(*, ours: Candidate, hold: Hold) -> None:
    """A released result was corrected, and the centre was told. That a hold ended concerned nobody."""
    now = datetime.now(UTC)
    change = ResultChange.objects.create(series=ours.series, at=now, cause=Cause.REVIEW, told_at=now)
    ResultChange.objects.create(series=hold.series, at=now, hold=hold, ends_hold=True, told_at=now)
    entry = Entry.objects.get(candidate=ours, qualification__code="ALEVEL")
    ChangeLine.objects.create(
        change=change,
        centre=ours.centre,
        what=ChangeLine.What.CORRECTED,
        qualification=entry.qualification,
        syllabus=entry.syllabus,
        candidate=ours,
        person=ours.person,
    )
    ChangeNotice.objects.create(change=change, centre=ours.centre, candidates=1)


def _board_data() -> None:
    """The board's words and patterns: a migration writes them, and a test before this one may have emptied tables."""
    GradeWording.objects.get_or_create(qualification_code="ALEVEL", symbol="A*", defaults={"words": "A*(a*)"})
    OutcomeWording.objects.get_or_create(outcome=Outcome.PENDING, defaults={"name": "PENDING", "meaning": "Wait."})
    WordingVersion.objects.get_or_create(pk=ONLY_ROW, defaults={"version": FIRST_VERSION})
    CodePattern.objects.get_or_create(kind=CodeKind.CENTRE_NUMBER, defaults={"pattern": "AA999"})


def _rows(candidate: Candidate, people: dict[str, User]) -> None:
    """One of everything else that the admin shows."""
    now = datetime.now(UTC)
    RecoveryRequest.objects.create(
        user=people["viewer"],
        digest=digest_of(TOKEN, purpose=recovery.PURPOSE),
        started_by=people["support"],
        expires_at=now + timedelta(days=1),
    )
    SelectedCandidate.objects.create(candidate=candidate, selected_by="officer@pk123.example")
    settings = AccessSettings.objects.get(centre=candidate.centre)
    # Before the last change nobody had access: that is what *Undo* puts back.
    EarlierSettings.objects.create(
        settings=settings,
        version=settings.version,
        made_at=now,
        status=Status.NONE,
        deals_with_queries=False,
        delay=settings.delay,
        selection=[],
    )
    june = Candidate.objects.get(number=OF_JUNE)
    taken = LetterDownload.objects.create(
        series=june.series, centre=june.centre, by="officer", what="single", form="pdf", letters=1, number=OF_JUNE
    )
    HandedLetter.objects.create(handing_over=taken, candidate=june, digests={})
    LetterMail.objects.create(
        candidate=candidate,
        letter="a" * 64,
        address=candidate.email,
        queued_by="officer",
        state=LetterMail.State.FAILED,
    )
    MailPace.objects.create(pk=MailPace.ONLY, a_minute=60)
    CorrectedAddress.objects.create(candidate=candidate, address="new@example.org", corrected_by="officer")
    IssuedStatement.objects.create(
        candidate=candidate, issued_at=now, digest="b" * 64, syllabuses=["9709"], delay=timedelta(0)
    )
    # However long the tests take, this one looks alive.
    WorkerPresence.objects.create(worker_id="a worker", seen_at=now + timedelta(days=1))
    CountedTry.objects.create(key="c" * 32, at=now)
    MinuteFigure.objects.create(minute=now.replace(second=0, microsecond=0), site="results", name="signed in", amount=7)
    installation.settle()
    # Kept for nobody of these people, so that no page finds it.
    KeptForm.objects.create(account="d" * 32, place="e" * 64, sealed=b"sealed", kept_at=now)
    AuditTally.objects.create(key="d" * 64, action="refuse sign-in", actor="anybody", actor_kind="public")
    _board_data()
    _versions(candidate)
    _load_that_waits(people["results team"])
    # For a country without centres.
    release = Release.objects.get(qualification__code="IGCSE")
    ReleaseException.objects.create(release=release, country="Nowhere", releases_at=now + timedelta(days=90))
    # A hold that covers nothing, and a request to end it that was refused: both can be looked up.
    hold = Hold.objects.create(
        kind=Hold.Kind.HOLD, series=june.series, candidate=june, reason="checked", made_by=people["results team"]
    )
    _change(ours=candidate, hold=hold)
    ChangeRequest.objects.create(
        kind=ChangeRequest.Kind.END_HOLD,
        series=june.series,
        target=f"hold {hold.pk}",
        before={"in force": True},
        after={"in force": False},
        reason="checked",
        asked_by=people["results team"],
    )

"""An invented letter that somebody sends to themselves, to see how letters arrive. Nothing on it is anybody's."""

from functools import partial

from django.conf import settings
from django.core.mail import mailers
from django.db import transaction
from django.tasks import task
from django.urls import reverse

from access.letters.contents import contact_of
from candidates.models import Series
from centres.models import Centre, User
from letters.cjk_font import cjk_font
from letters.contents import LetterContent, ReleaseLine
from letters.mail.message import compose
from results_portal import audit, installation
from results_portal.db.rate_limits import count, key_of
from results_portal.db.release import release_connection

# So many test letters within a few minutes for one person.
MOST = 5
SUBJECT = "TEST: "
EXPLAINED = (
    "This is a test. The letter is invented: its username and password open nothing. Nobody else got it.\n\n"
    "What follows is what candidates read.\n\n"
)


class OnlyForStaff(Exception):
    """It would be about a rehearsal, which writes to nobody outside the board."""

    def __init__(self) -> None:
        super().__init__("This is a rehearsal: nothing of it is sent to anybody outside the board's staff.")


def send_sample(*, series: Series, centre: Centre, by: User) -> None:
    """Send an invented letter to the person who asks for it. Raises `TooManyTries` or `OnlyForStaff`."""
    if series.is_rehearsal and not by.is_staff:
        raise OnlyForStaff
    count({key_of("test letter", by.email): MOST})
    with transaction.atomic():
        audit.record("send test letter", by=by, centre_number=centre.number, series=series.slug)
        transaction.on_commit(partial(deliver_sample.enqueue, series.pk, centre.pk, by.pk))


@task
def deliver_sample(series_pk: int, centre_pk: int, user_pk: int) -> None:
    """Give the message to the mail server. Raises `OnHold` where nothing may be sent."""
    installation.begin_sending()
    series, centre = Series.objects.get(pk=series_pk), Centre.objects.get(pk=centre_pk)
    user = User.objects.get(pk=user_pk)
    content = sample_content(series=series, centre=centre)
    release_connection()
    message = compose(content, address=user.email, font=cjk_font())
    message.subject = f"{SUBJECT}{message.subject}"
    message.body = f"{EXPLAINED}{message.body}"
    message.reply_to = []
    mailers["direct"].send_messages([message])


def sample_content(*, series: Series, centre: Centre) -> LetterContent:
    """A letter of this centre to nobody, without a password that could be real."""
    release = ReleaseLine(qualification="Test", released_on="A day", at_centre="A time", utc="A time")
    return LetterContent(
        series=series.name,
        centre_number=centre.number,
        centre_name=centre.name,
        candidate_number="0000",
        candidate_name="Test Candidate",
        teaching_group="",
        releases=(release,),
        username="TESTONLY",
        password="THIS-IS-A-TEST",  # noqa: S106 - it opens nothing
        sign_in_url=settings.RESULTS_URL + reverse("candidate_access:sign_in"),
        contact=contact_of(series=series, centre=centre),
        issued_on="a test",
        replaces_earlier=False,
        reference="test",
    )

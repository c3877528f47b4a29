"""Which candidates' letters may be sent by e-mail, to which address, and what became of earlier ones."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial

from django.db import transaction

from access.letters import contents, email_tasks
from candidates.identity import since_person
from candidates.models import Candidate, Series
from centres.models import Centre
from letters.mail.corrected_addresses import address_of, addresses_of, correct_address
from letters.mail.queue import MailRequest, letter_digest, mails_of, queue, stop
from letters.mail.queue import try_again as queue_again
from letters.models.mail import LetterMail
from results_portal import audit
from results_portal.audit import Actor


class NothingToSend(Exception):
    """None of those chosen has an address and a letter that wasn't sent yet."""

    def __init__(self) -> None:
        super().__init__("There is nothing to send: whoever you chose has no address, or was sent this letter already.")


class NothingToTryAgain(Exception):
    """No message failed."""

    def __init__(self) -> None:
        super().__init__("There is nothing to try again.")


class NothingToStop(Exception):
    """No message waits."""

    def __init__(self) -> None:
        super().__init__("No email is waiting any more, so there is nothing to stop.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Addressee:
    """One candidate with access: `letter` is the digest of what the letter says now, `mail` its newest message.

    `address` is where the letter would go, `board_address` what the board loaded.
    """

    number: str
    name: str
    group: str
    address: str
    board_address: str
    letter: str
    wanted: MailRequest
    mail: LetterMail | None

    @property
    def can_be_sent(self) -> bool:
        """Whether this letter wasn't put into the queue for this address before, or was stopped there."""
        if not self.address:
            return False
        if self.mail is None or self.mail.state == LetterMail.State.STOPPED:
            return True
        return (self.mail.letter, self.mail.address) != (self.letter, self.address)

    @property
    def replaces_sent(self) -> bool:
        """Whether an earlier letter was sent that says something else by now."""
        if self.mail is None or self.mail.letter == self.letter:
            return False
        return self.mail.state in (LetterMail.State.SENT, LetterMail.State.UNKNOWN)

    @property
    def is_corrected(self) -> bool:
        return self.address != self.board_address


def addressees(*, series: Series, centre: Centre) -> list[Addressee]:
    """Everyone whose letter can be printed now, by candidate number; no password is opened for it."""
    mails = mails_of(series=series, centre=centre).filter(since_person("queued_at")).order_by("pk")
    newest = {mail.candidate_id: mail for mail in mails}
    people = {person.pk: person for person in contents.addressees(series=series, centre=centre)}
    addresses = addresses_of(people.values())
    said = contents.current_digests(series=series, centre=centre)
    return [
        _addressee(people[pk], addresses[pk], letter_digest(one.digests), newest.get(pk))
        for pk, one in said.items()
        if pk in people
    ]


def _addressee(person: Candidate, address: str, letter: str, mail: LetterMail | None) -> Addressee:
    return Addressee(
        number=person.number,
        name=person.full_name,
        group=person.teaching_group,
        address=address,
        board_address=person.email,
        letter=letter,
        wanted=MailRequest(candidate=person, letter=letter, address=address),
        mail=mail,
    )


def send_letters(*, series: Series, centre: Centre, numbers: Iterable[str], by: Actor) -> int:
    """Put the letters of these candidates into the queue, those that weren't sent to their address before.

    Returns how many. Raises `NothingToSend`.
    """
    chosen = set(numbers)
    with transaction.atomic():
        found = [a for a in addressees(series=series, centre=centre) if a.number in chosen and a.can_be_sent]
        count = queue((a.wanted for a in found), by=by.email) if found else 0
        if not count:
            raise NothingToSend
        _start(series, centre)
        _record("send letters by e-mail", series, centre, by, count)
    return count


def try_again(*, series: Series, centre: Centre, perhaps_sent: bool, by: Actor) -> int:
    """Put failed messages back into the queue, and those perhaps sent too if asked. Raises `NothingToTryAgain`."""
    states = [LetterMail.State.FAILED, *([LetterMail.State.UNKNOWN] if perhaps_sent else [])]
    with transaction.atomic():
        count = queue_again(mails_of(series=series, centre=centre).filter(state__in=states))
        if not count:
            raise NothingToTryAgain
        _start(series, centre)
        _record("send letters again", series, centre, by, count)
    return count


def stop_letters(*, series: Series, centre: Centre, by: Actor) -> int:
    """Take the messages that still wait out of the queue; returns how many. Raises `NothingToStop`."""
    with transaction.atomic():
        count = stop(mails_of(series=series, centre=centre))
        if not count:
            raise NothingToStop
        _record("stop letters by e-mail", series, centre, by, count)
    return count


def change_address(*, candidate: Candidate, address: str, by: Actor) -> bool:
    """Letters of this candidate go to `address` from now on; nothing is sent. False where they did before.

    What the board loaded stays as it is.
    """
    with transaction.atomic():
        before = address_of(candidate)
        if address == before:
            return False
        correct_address(candidate, address=address, by=by.email)
        audit.record(
            "correct e-mail address",
            by=by,
            centre_number=candidate.centre.number,
            series=candidate.series.slug,
            target=candidate.number,
            details={"before": before, "after": address, "board": candidate.email},
        )
    return True


def _start(series: Series, centre: Centre) -> None:
    transaction.on_commit(partial(email_tasks.enqueue, series_pk=series.pk, centre_pk=centre.pk))


def _record(action: str, series: Series, centre: Centre, by: Actor, count: int) -> None:
    details = {"letters": count}
    audit.record(action, by=by, centre_number=centre.number, series=series.slug, details=details)

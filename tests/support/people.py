"""Heads of centre and their browsers, for the tests of members and invitations."""

import re

from django.core.mail import EmailMessage

from centres.models import Associate, Centre, Membership, Role, User
from tests.support import builders


def make_member(
    email: str, role: str, *, centre: Centre | None = None, associate: Associate | None = None, name: str = ""
) -> Membership:
    """Somebody who acts for the centre or the Associate in this role."""
    user = User.objects.filter(email=email).first() or builders.make_user(email, name=name)
    return Membership.objects.create(user=user, centre=centre, associate=associate, role=role)


def make_head(centre: Centre, email: str = "head@pk123.example") -> User:
    return make_member(email, Role.HEAD, centre=centre, name="Dr Nadia Qureshi").user


def words(html: str) -> str:
    """The page's text, without marks and with single spaces."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def text_of(message: EmailMessage) -> str:
    return str(message.body)


def link_in(message: EmailMessage) -> str:
    """The path of the invitation's link in an e-mail."""
    found = re.search(r"http://localhost(/portal/[a-z]+/[\w-]{43}/)", text_of(message))
    assert found, text_of(message)
    return found[1]

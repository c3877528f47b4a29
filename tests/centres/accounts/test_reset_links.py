"""Links in e-mails lead to the service's own address, whatever a request said that its host was."""

import re

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoCaptureOnCommitCallbacks

from centres.models import User
from tests.support import builders


def asked(client: Client, officer: User, host: str, callbacks: DjangoCaptureOnCommitCallbacks) -> str:
    """What is written to somebody for whom a new password was asked at this host."""
    with callbacks(execute=True):
        client.post(reverse("account_reset_password"), {"email": officer.email}, HTTP_HOST=host)
    return str(mail.outbox[0].body)


@pytest.mark.parametrize("host", ["localhost", "localhost:8443", "localhost:31337"])
def test_a_reset_link_copies_no_port(
    client: Client, officer: User, host: str, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    text = asked(client, officer, host, django_capture_on_commit_callbacks)

    assert re.findall(r"https?://[^/\s]+", text) == ["http://localhost"]
    assert text.rstrip().splitlines()[-1] == "localhost"


def test_the_link_works(
    client: Client, officer: User, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    text = asked(client, officer, "localhost", django_capture_on_commit_callbacks)
    found = re.search(r"http://localhost(/\S+)", text)
    assert found, text
    form = client.get(found[1], follow=True)
    new = "cobalt teapot willow"
    client.post(form.request["PATH_INFO"], {"password1": new, "password2": new})

    officer.refresh_from_db()
    assert officer.check_password(new)
    assert not officer.check_password(builders.PASSWORD)

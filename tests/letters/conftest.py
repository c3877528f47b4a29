"""A candidate who can take a statement."""

import pytest
from django.test import Client

from candidates.models import Candidate
from tests.support.credentials import give_access, give_credential, try_to_sign_in


@pytest.fixture
def signed_in(client: Client, candidate: Candidate) -> Client:
    """A browser in which `candidate` is signed in."""
    give_access(candidate.series, candidate.centre)
    give_credential(candidate)
    try_to_sign_in(client)
    return client

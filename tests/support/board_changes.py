"""Changes of candidates and centres as staff make them: looked at, then confirmed as shown."""

import re
from typing import Any

from django.test import Client

from access.board_changes.change import Change, perform
from candidates.models import ChangeRequest
from centres.models import User
from tests.support.previews import hidden_in


def make(change: Change, by: User, reason: str = "the school asked") -> ChangeRequest | None:
    """Look at the preview, then confirm it."""
    return perform(change, seen=change.preview().digest, reason=reason, by=by)


def shown(client: Client, address: str, fields: dict[str, str]) -> Any:
    """The page *What will change* for these fields."""
    answer = client.post(address, fields)
    assert answer.status_code == 200, answer
    assert "What will change" in answer.content.decode()
    return answer


def confirmed(client: Client, address: str, fields: dict[str, str]) -> Any:
    """What comes after the preview was confirmed."""
    hidden = {name: values[0] for name, values in hidden_in(shown(client, address, fields)).items()}
    return client.post(address, {**hidden, "confirm": "yes"}, follow=True)


def words(answer: Any) -> str:
    """What a page says, without markup."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode())).replace("&#x27;", "'")

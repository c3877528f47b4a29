"""Every form that anybody finds, with everything wrong that can be: never a server error, and nothing half done."""

import pytest

from tests.odd_input.crawling import forms_of
from tests.odd_input.expected import EXPECTED, told
from tests.odd_input.listening import wrong_with
from tests.odd_input.people import PEOPLE
from tests.odd_input.spoiling import spoilt
from tests.reach.world import World


# Outside the tests a date without a zone is taken for UTC, and a line in the log says so.
@pytest.mark.filterwarnings("ignore:DateTimeField .* received a naive datetime:RuntimeWarning")
@pytest.mark.parametrize("who", PEOPLE)
def test_no_form_breaks_the_service(world: World, who: str) -> None:
    person = PEOPLE[who](world)
    forms = forms_of(person)
    found = {told(form) for form in forms}
    assert EXPECTED[who] <= found, sorted(found)
    person.browser.raise_request_exception = False

    wrong = [
        f"{form.method} {form.action}: {how}: {fault}"
        for form, how, body in spoilt(forms)
        for fault in wrong_with(person.browser, form, body)
    ]

    assert wrong == []

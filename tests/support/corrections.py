"""Staff correct a single result in the administration."""

from django.test import Client

from candidates.models import Candidate, Result
from centres.models import User
from tests.support.signed_in import sign_in


def correct(candidate: Candidate, *, by: User, grade: str, mark: int, cause: str = "", code: str = "9709") -> None:
    """The result of `candidate` in the syllabus `code` says something else from now on."""
    change_result(candidate, by=by, code=code, grade=grade, percentage_uniform_mark=str(mark), cause=cause)
    assert Result.objects.get(entry__candidate=candidate, entry__syllabus__code=code).grade == grade


def change_result(candidate: Candidate, *, by: User, code: str = "9709", **fields: str) -> None:
    """Send the form of one result with these fields; what isn't named stays."""
    result = Result.objects.get(entry__candidate=candidate, entry__syllabus__code=code)
    mark = "" if result.percentage_uniform_mark is None else str(result.percentage_uniform_mark)
    form = {"grade": result.grade, "percentage_uniform_mark": mark, "outcome": result.outcome}
    answer = sign_in(Client(), by).post(f"/admin/candidates/result/{result.pk}/change/", {**form, **fields})
    assert answer.status_code == 302, answer.content.decode()

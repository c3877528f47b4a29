"""Addresses of one centre and series, within `/portal/<centre_number>/<series_slug>/`."""

from django.urls import path, register_converter

from access.officers.views import (
    candidate,
    candidates,
    delay,
    downloads,
    email,
    email_actions,
    letters,
    overview,
    reissue,
    status,
)
from access.officers.views.after_release.result_changes import result_changes
from access.officers.views.effects import undo_action
from letters.models.downloads import CHANGED_LETTERS, NEW_LETTERS
from results_portal.codes.pattern import ANY_CODE


class CandidateNumber:
    """What any pattern of candidate numbers may allow; any other text is no such page. None of ours has capitals."""

    regex = ANY_CODE.pattern

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(CandidateNumber, "candidate_number")

app_name = "access"

urlpatterns = [
    path("", overview.overview, name="overview"),
    path("status/", status.status, name="status"),
    path("status/candidates/", status.choose, name="choose_candidates"),
    path("delay/", delay.delay, name="delay"),
    path("changes/", result_changes, name="result_changes"),
    path("undo/", undo_action.undo, name="undo"),
    path("candidates/", candidates.candidates, name="candidates"),
    path("candidates/<candidate_number:number>/", candidate.candidate, name="candidate"),
    path("candidates.csv", candidates.export_csv, name="candidates_csv"),
    path("candidates.xlsx", candidates.export_xlsx, name="candidates_xlsx"),
    path("email/", email.mail, name="mail"),
    path("email/again/", email.again, name="mail_again"),
    path("email/stop/", email_actions.stop, name="mail_stop"),
    path("email/test/", email_actions.test, name="mail_test"),
    path("email/<candidate_number:number>/", email_actions.address, name="mail_address"),
    path("letters.pdf", downloads.combined, name="letters_pdf"),
    path("letters.zip", downloads.archive, name="letters_zip"),
    path("letters/changed.pdf", downloads.combined, {"kind": CHANGED_LETTERS}, name="letters_changed_pdf"),
    path("letters/changed.zip", downloads.archive, {"kind": CHANGED_LETTERS}, name="letters_changed_zip"),
    path("letters/new.pdf", downloads.combined, {"kind": NEW_LETTERS}, name="letters_new_pdf"),
    path("letters/new.zip", downloads.archive, {"kind": NEW_LETTERS}, name="letters_new_zip"),
    path("letters/chosen.pdf", downloads.chosen, name="letters_chosen"),
    path("letters/<candidate_number:number>.pdf", downloads.single, name="letter_pdf"),
    path("letters/register.pdf", downloads.register, name="letters_register"),
    path("letters/with-passphrase/", downloads.protected, name="letters_protected"),
    path("letters/taken/", letters.taken, name="letters_taken"),
    path("candidates/reissue/", reissue.reissue, name="reissue"),
    path("letters/progress/", letters.progress, name="letters_progress"),
    path("letters/again/", letters.again, name="letters_again"),
    path("letters/stop/", letters.stop, name="letters_stop"),
]

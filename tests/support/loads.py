"""Loads in the browser: files that staff send, and what the pages say afterwards."""

import html
import io
import re
import zipfile
from collections.abc import Mapping
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from candidates.loading_desk.forms import UNTOLD
from candidates.models import LoadJob
from results_portal.serving.upload_pass import make_pass
from tests.support.folders import BASE
from tests.support.jobs import run_jobs

LOADS = "/admin/loads/"
NEW = f"{LOADS}new/"
Files = Mapping[str, str | bytes]


def text(response: Any) -> str:
    """What the page says, without markup."""
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", response.content.decode())))


def zipped(files: Mapping[str, str | bytes | None]) -> bytes:
    """A zip file of tables, each named without its ending."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, file in files.items():
            if file is not None:
                archive.writestr(f"{name}.csv", file)
    return content.getvalue()


def base_with(**files: str | bytes | None) -> bytes:
    """A zip file of the base series, with the files given here instead; None leaves a file out."""
    return zipped({**BASE, **files})


def post_files(client: Client, files: Mapping[str, bytes], **fields: str) -> Any:
    """The answer to sending these files, each by its name, from the page that takes them."""
    sent = [SimpleUploadedFile(name, content) for name, content in files.items()]
    given = make_pass(int(client.session["_auth_user_id"]))
    return client.post(f"{NEW}?pass={given}", {"chosen_files": sent, **fields})


def send(client: Client, files: Mapping[str, bytes], **fields: str) -> LoadJob:
    """Send files, and have a worker read them."""
    answer = post_files(client, files, **fields)
    assert answer.status_code == 302, text(answer)
    run_jobs()
    return LoadJob.objects.latest("pk")


def page_of(job: LoadJob) -> str:
    return f"{LOADS}{job.pk}/"


def confirm(client: Client, job: LoadJob, reason: str = "", *, digest: str = "", cause: str = UNTOLD) -> Any:
    """Press *Confirm* (or *Ask for a second person*) on the page of a load as it is now.

    `cause` is what candidates read; it counts where the page asks for it alone.
    """
    job.refresh_from_db()
    fields = {"confirm": "yes", "digest": digest or job.digest, "reason": reason, "cause": cause}
    return client.post(page_of(job), fields, follow=True)


def confirm_and_load(client: Client, job: LoadJob, reason: str = "") -> LoadJob:
    """Confirm, and have a worker load."""
    confirm(client, job, reason)
    run_jobs()
    job.refresh_from_db()
    return job

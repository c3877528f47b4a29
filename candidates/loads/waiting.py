"""What waits among loads, for the first page of the administration."""

from collections.abc import Iterator

from django.urls import reverse

from candidates.loads.lifecycle import GRADES, PERMISSION
from candidates.models import LoadJob
from centres.desk.notices import Notice
from centres.models import User
from results_portal.text.counted import counted

State = LoadJob.State


def loads_waiting(user: User) -> Iterator[Notice]:
    """The loads that wait for somebody to confirm or discard them, as one sentence."""
    if not user.has_perms((PERMISSION, GRADES)):
        return
    count = LoadJob.objects.filter(state=State.PREVIEW).count()
    if count:
        what = counted(count, "load waits", "loads wait")
        yield Notice(text=f"{what} for confirmation.", address=reverse("loads:all_loads"))

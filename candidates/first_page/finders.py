"""How the desk's search finds syllabuses."""

from collections.abc import Iterator

from django.db.models import Q
from django.urls import reverse

from candidates.models import Syllabus
from centres.desk.search import LISTED, Finder, Finding
from centres.models import User


def _find(asked: str, user: User) -> Iterator[Finding]:
    """By the beginning of the code, or by a word of the title. There are hundreds, not thousands."""
    if not user.has_perm("candidates.view_syllabus"):
        return
    found = Syllabus.objects.filter(Q(code__startswith=asked) | Q(title__icontains=asked))
    for syllabus in found.prefetch_related("qualifications")[: LISTED + 1]:
        titles = ", ".join(qualification.title for qualification in syllabus.qualifications.all())
        address = reverse("admin:candidates_syllabus_change", args=[syllabus.pk])
        yield Finding(title=str(syllabus), text=titles, address=address)


SYLLABUSES = Finder(heading="Syllabuses", find=_find)

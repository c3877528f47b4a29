"""Statements of results that candidates took."""

from django.db import models

from candidates.models import Candidate


class IssuedStatement(models.Model):
    """A statement of results that a candidate took. What it says isn't kept: its code is a digest of that.

    `digest` is a keyed digest of the code and the family name on it together, so that neither is found without the
    other. `syllabuses` lists the codes of the syllabuses on it, and `delay` is the centre's at that time: with both,
    the gate reads again what the statement would say now.
    """

    candidate = models.ForeignKey(Candidate, models.CASCADE, related_name="statements")
    issued_at = models.DateTimeField()
    digest = models.CharField(max_length=64, unique=True)
    syllabuses = models.JSONField()
    delay = models.DurationField()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"statement of {self.candidate_id}, {self.issued_at:%Y-%m-%d %H:%M}"

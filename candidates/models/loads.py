"""Loads: what was loaded when and by whom, and which release instants the files named last."""

from django.db import models

from candidates.models.series import Qualification, Series


class Load(models.Model):
    """One load of files that wrote something.

    `number` and `made_at` are what the files' `extract.csv` says of them; both are empty where there was none.
    """

    at = models.DateTimeField(db_index=True)
    by = models.CharField(max_length=254, help_text="who loaded: a member of staff, or the command")
    source = models.CharField(max_length=200, help_text="name of the folder, zip file or workbook")
    series = models.ManyToManyField(Series, related_name="loads")
    rows = models.JSONField(default=dict, help_text="how many rows the files had, by table")
    number = models.PositiveIntegerField("extract number", null=True, blank=True)
    made_at = models.DateTimeField("extract made at (UTC)", null=True, blank=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"load {self.pk} of {self.source}"


class LoadedRelease(models.Model):
    """The instant that files named last for a release: tells a later decision of staff from news in the files."""

    series = models.ForeignKey(Series, models.CASCADE, related_name="loaded_releases")
    qualification = models.ForeignKey(Qualification, models.CASCADE, related_name="loaded_releases")
    releases_at = models.DateTimeField("releases at (UTC)")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["series", "qualification"], name="loaded_release_once")]

    def __str__(self) -> str:
        return f"{self.series} {self.qualification} as loaded"

"""Who may see results: a centre's choice for a series, the selection, and the candidates' credentials."""

from datetime import timedelta

from django.db import models
from django.db.models import Q

from candidates.contact import CONTACT_FIELDS, Contact
from candidates.models import Candidate, ResultChange, Series
from centres.models import Centre

LONGEST_DELAY = timedelta(days=30)


class Status(models.TextChoices):
    """Whom the centre gives access to."""

    NONE = "none", "No candidates"
    ALL = "all", "All candidates"
    SELECTED = "selected", "Selected candidates"


class AccessSettings(models.Model):
    """One centre's choice for one series. Where there is no row, nobody has access."""

    series = models.ForeignKey(Series, models.CASCADE, related_name="access_settings")
    centre = models.ForeignKey(Centre, models.CASCADE, related_name="access_settings")
    status = models.CharField(max_length=10, choices=Status, default=Status.NONE)
    deals_with_queries = models.BooleanField(default=False)
    contact_name = models.CharField(max_length=100, blank=True)
    contact_telephone = models.CharField(max_length=100, blank=True)
    contact_email = models.EmailField(blank=True)
    delay = models.DurationField(
        default=timedelta(0), help_text="how much later than the release candidates see their results"
    )
    # Raised with each change, so that a form that was opened before somebody else's change is told so.
    version = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField(auto_now=True)
    changed_by = models.CharField(max_length=254, blank=True)

    class Meta:
        verbose_name_plural = "access settings"
        constraints = [
            models.UniqueConstraint(fields=["series", "centre"], name="access_settings_once"),
            models.CheckConstraint(condition=Q(status__in=Status.values), name="access_status_known"),
            models.CheckConstraint(
                condition=Q(status="none")
                | (
                    Q(deals_with_queries=True) & ~Q(contact_name="") & (~Q(contact_telephone="") | ~Q(contact_email=""))
                ),
                name="access_needs_contact",
            ),
            models.CheckConstraint(condition=Q(delay__range=(timedelta(0), LONGEST_DELAY)), name="access_delay_range"),
        ]

    def __str__(self) -> str:
        return f"{self.get_status_display()} ({self.centre_id}, {self.series_id})"

    @property
    def contact(self) -> Contact:
        """Whom candidates can ask."""
        return Contact.from_fields({name: getattr(self, name) for name in CONTACT_FIELDS})


class EarlierSettings(models.Model):
    """What a centre's settings, selection and delay were before their last change, so that it can be undone.

    `version` is that of the settings after the change: another one says that somebody changed them since.
    """

    settings = models.OneToOneField(AccessSettings, models.CASCADE, related_name="earlier")
    version = models.PositiveIntegerField()
    made_at = models.DateTimeField()
    status = models.CharField(max_length=10, choices=Status)
    deals_with_queries = models.BooleanField()
    contact_name = models.CharField(max_length=100, blank=True)
    contact_telephone = models.CharField(max_length=100, blank=True)
    contact_email = models.EmailField(blank=True)
    delay = models.DurationField()
    selection = models.JSONField(help_text="keys of the candidates who were ticked")

    class Meta:
        verbose_name_plural = "earlier settings"

    def __str__(self) -> str:
        return f"settings {self.settings_id} before version {self.version}"

    @property
    def contact(self) -> Contact:
        """Whom candidates could ask."""
        return Contact.from_fields({name: getattr(self, name) for name in CONTACT_FIELDS})


class SelectedCandidate(models.Model):
    """A candidate whom the centre has ticked. Counts while the status is *Selected candidates*."""

    candidate = models.OneToOneField(Candidate, models.CASCADE, related_name="selected")
    selected_at = models.DateTimeField(auto_now_add=True)
    selected_by = models.CharField(max_length=254)

    def __str__(self) -> str:
        return f"selected {self.candidate_id}"


class Credential(models.Model):
    """A candidate's username and password: a hash to check it, and a sealed copy to print the letter again."""

    candidate = models.OneToOneField(Candidate, models.CASCADE, related_name="credential")
    username = models.CharField(max_length=8, unique=True)
    password_hash = models.CharField(max_length=128)
    sealed_password = models.BinaryField(null=True, help_text="empty once the letters have expired")
    issued_at = models.DateTimeField()
    # Counts the passwords that this candidate was given: 1 is the first, each reissue adds one.
    issue = models.PositiveSmallIntegerField(default=1)
    # A candidate's cookie names the epoch; raising it ends every session: sign-out, reissue.
    epoch = models.PositiveIntegerField(default=1)
    first_signed_in_at = models.DateTimeField(null=True)
    first_seen_results_at = models.DateTimeField(null=True)

    class Meta:
        permissions = [("unlock_username", "Can unlock a username that wrong passwords have shut")]
        constraints = [
            models.CheckConstraint(condition=~Q(password_hash=""), name="credential_has_hash"),
        ]

    def __str__(self) -> str:
        return f"credential of {self.candidate_id}"


class ChangeNotice(models.Model):
    """That a centre was decided about when results changed: how many of its candidates it concerns, perhaps none.

    There is one for each centre and change, so that nobody is told twice.
    """

    change = models.ForeignKey(ResultChange, models.CASCADE, related_name="notices")
    centre = models.ForeignKey(Centre, models.CASCADE, related_name="+")
    candidates = models.PositiveIntegerField(default=0)
    decided_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [models.UniqueConstraint(fields=["change", "centre"], name="change_notice_once")]

    def __str__(self) -> str:
        return f"notice of change {self.change_id} to centre {self.centre_id}"

"""The audit trail's rows. They carry no foreign keys, so that nothing deleted takes its history along."""

from django.db import models
from django.utils import timezone

DIGEST_LENGTH = 64  # SHA-256 in hexadecimal
CODE_LENGTH = 12  # as `results_portal.codes.pattern.LONGEST`


class ActorKind(models.TextChoices):
    """What sort of actor did something."""

    OFFICER = "officer", "Officer"
    STAFF = "staff", "Board staff"
    CANDIDATE = "candidate", "Candidate"
    COMMAND = "command", "Command"
    SYSTEM = "system", "The service itself"
    PUBLIC = "public", "Anybody"


class AuditEntry(models.Model):
    """One change, download, sign-in or refusal: who, for which centre, what, before and after, when, from where.

    Entries with the same `centre_number` form one chain (those of no centre are the staff's chain): `position` counts
    from 1, `previous` is the digest of the entry before ("" for the first), `digest` covers every other column but the
    primary key. Only `results_portal.audit.chain` writes them; on PostgreSQL the table refuses UPDATE and DELETE.
    """

    at = models.DateTimeField(default=timezone.now, editable=False)
    actor = models.CharField(max_length=254, help_text="an e-mail address, or the name of a command")
    actor_kind = models.CharField(max_length=10, choices=ActorKind)
    action = models.CharField(max_length=60)
    centre_number = models.CharField(max_length=CODE_LENGTH, blank=True)
    series = models.CharField(max_length=60, blank=True)
    target = models.CharField(max_length=200, blank=True)
    details = models.JSONField(default=dict)
    address = models.CharField(max_length=45, blank=True)
    position = models.PositiveBigIntegerField(editable=False)
    previous = models.CharField(max_length=DIGEST_LENGTH, blank=True, editable=False)
    digest = models.CharField(max_length=DIGEST_LENGTH, editable=False)

    class Meta:
        ordering = ["-pk"]
        verbose_name_plural = "audit entries"
        constraints = [models.UniqueConstraint(fields=["centre_number", "position"], name="audit_position_once")]
        # What staff filter and search by: the trail is the largest table of all.
        indexes = [
            models.Index(fields=["action"], name="audit_action"),
            models.Index(fields=["series"], name="audit_series"),
            models.Index(fields=["address"], name="audit_address"),
            models.Index(fields=["at"], name="audit_at"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S} {self.actor} {self.action} {self.target}"


class AuditHead(models.Model):
    """Where a chain ends: how many entries it has and the digest of the last.

    `seal` authenticates the other columns with a key that isn't in the database. The row is what writers of one chain
    lock, so that they queue.
    """

    chain = models.CharField(
        max_length=CODE_LENGTH, unique=True, blank=True, help_text="a centre's number; empty for staff"
    )
    length = models.PositiveBigIntegerField(default=0)
    digest = models.CharField(max_length=DIGEST_LENGTH, blank=True)
    seal = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["chain"]

    def __str__(self) -> str:
        return f"{self.chain or 'staff'} {self.length} {self.digest}"


class AuditTally(models.Model):
    """What one actor had refused, or a stranger tried, too often to be an entry each time: counted until summed up.

    Only `results_portal.audit.tallies` uses it. `key` is a digest of the four columns after it.
    """

    key = models.CharField(max_length=DIGEST_LENGTH, unique=True)
    action = models.CharField(max_length=60)
    actor = models.CharField(max_length=254)
    actor_kind = models.CharField(max_length=10, choices=ActorKind)
    centre_number = models.CharField(max_length=CODE_LENGTH, blank=True)
    since = models.DateTimeField(default=timezone.now)
    entries = models.PositiveIntegerField(default=0, help_text="written one by one since then")
    counted = models.PositiveIntegerField(default=0, help_text="further ones, to be summed up in one entry")
    about = models.JSONField(default=dict, help_text="how many of the further ones were about what")

    class Meta:
        ordering = ["-since"]
        verbose_name_plural = "audit tallies"

    def __str__(self) -> str:
        return f"{self.actor} {self.action} {self.counted}"


class CountedTry(models.Model):
    """One try at something that is slowed down, kept for minutes; only `results_portal.db.rate_limits` uses it.

    `key` is a keyed digest of what was tried or of the address that it came from, never either.
    """

    key = models.CharField(max_length=32)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["key", "at"], name="counted_try_by_key")]
        verbose_name_plural = "counted tries"

    def __str__(self) -> str:
        return self.key


class MinuteFigure(models.Model):
    """How often something happened within one minute at one site, in all processes together; no more than a number.

    Only `results_portal.monitoring.minutes` writes it, and removes what is older than a week.
    """

    minute = models.DateTimeField(help_text="when it began")
    site = models.CharField(max_length=10)
    name = models.CharField(max_length=40)
    amount = models.BigIntegerField(default=0)

    class Meta:
        ordering = ["-minute", "site", "name"]
        verbose_name = "figure of a minute"
        verbose_name_plural = "figures of minutes"
        constraints = [models.UniqueConstraint(fields=["minute", "site", "name"], name="minute_figure_once")]

    def __str__(self) -> str:
        return f"{self.minute:%Y-%m-%d %H:%M} {self.site} {self.name} {self.amount}"


class Installation(models.Model):
    """Which installation this database is, and as of when; `results_portal.installation` has what follows from it."""

    ONLY = 1

    identity = models.CharField(max_length=32, editable=False)
    epoch = models.PositiveBigIntegerField(default=1, editable=False)
    place = models.CharField(max_length=300, editable=False)
    is_written = models.BooleanField(default=False, editable=False)
    since = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="one_installation")]

    def __str__(self) -> str:
        return f"{self.identity} {self.epoch}"


class CodeKind(models.TextChoices):
    """The kinds of codes whose looks a board decides."""

    CENTRE_NUMBER = "centre_number", "Centre number"
    CANDIDATE_NUMBER = "candidate_number", "Candidate number"
    SYLLABUS_CODE = "syllabus_code", "Syllabus code"
    OPTION_CODE = "option_code", "Option code"


class CodePattern(models.Model):
    """What one kind of code looks like; `results_portal.codes.pattern` has the language."""

    kind = models.CharField(max_length=20, primary_key=True, choices=CodeKind, editable=False)
    pattern = models.CharField(max_length=2 * CODE_LENGTH)

    class Meta:
        ordering = ["kind"]
        # There is one for each kind: none is added or taken away.
        default_permissions = ("view", "change")

    def __str__(self) -> str:
        return self.get_kind_display()

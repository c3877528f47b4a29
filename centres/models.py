"""Users, Associates, centres, and who acts for which of them."""

from typing import Any, ClassVar
from zoneinfo import ZoneInfo, available_timezones

from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone

from results_portal.codes.pattern import ANY_CODE, LONGEST
from results_portal.codes.validators import FollowsPattern
from results_portal.models import CodeKind


def known_time_zone(name: str) -> None:
    """Raise `ValidationError` unless `name` is a zone of the IANA database."""
    if name not in available_timezones():
        raise ValidationError(f"{name!r} is not a time zone of the IANA database, such as Asia/Karachi.")


class UserManager(BaseUserManager["User"]):
    """Makes and finds users, who are known by their e-mail address alone, kept in small letters."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, **{**fields, "is_staff": True, "is_superuser": True})

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=self.normalize_email(username))

    @classmethod
    def normalize_email(cls, email: str | None) -> str:
        """The whole address in small letters: nobody keeps two accounts apart by capitals."""
        return super().normalize_email(email).strip().lower()


class User(AbstractUser):
    """An officer of a centre or Associate, or a member of the board's staff. Candidates are not users."""

    username = None  # type: ignore[assignment]
    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    email = models.EmailField("email address", unique=True)
    name = models.CharField(max_length=150, blank=True)

    objects: ClassVar[UserManager] = UserManager()  # type: ignore[assignment]

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        ordering = ["email"]
        permissions = [("appoint_staff", "Can look after staff and say which roles they have")]
        constraints = [
            models.CheckConstraint(
                condition=Q(email=Lower("email")),
                name="user_email_in_small_letters",
                violation_error_message="Write the email address in small letters.",
            ),
        ]

    def __str__(self) -> str:
        return self.email

    def get_full_name(self) -> str:
        return self.name or self.email

    def get_short_name(self) -> str:
        return self.get_full_name()


class Associate(models.Model):
    """An organisation that looks after several attached centres."""

    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=200)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Centre(models.Model):
    """A school that enters candidates."""

    number = models.CharField(max_length=LONGEST, unique=True, validators=[FollowsPattern(CodeKind.CENTRE_NUMBER)])
    name = models.CharField(max_length=200)
    country = models.CharField(max_length=100)
    time_zone = models.CharField(max_length=60, validators=[known_time_zone], help_text="IANA name: Asia/Karachi")
    associate = models.ForeignKey(Associate, models.PROTECT, null=True, blank=True, related_name="centres")
    results_service = models.BooleanField(
        "has the Candidate Results Service", default=True, help_text="whether the service is offered to this centre"
    )
    closed_at = models.DateTimeField(null=True, editable=False, help_text="since when nobody acts for it any more")
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        editable=False,
        related_name="merged_centres",
        help_text="the centre that its candidates went to, where it was merged into another one",
    )

    class Meta:
        ordering = ["number"]
        permissions = [("merge_centre", "Can rename, merge and close centres, and change their country")]
        constraints = [
            models.CheckConstraint(condition=Q(number__regex=f"^{ANY_CODE.pattern}$"), name="centre_number_signs"),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | Q(closed_at__isnull=False), name="centre_merged_is_closed"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"

    @property
    def zone(self) -> ZoneInfo:
        """The centre's time zone."""
        return ZoneInfo(self.time_zone)


class Role(models.TextChoices):
    """What a member may do for a centre; `centres.permissions` has the table."""

    EXAMS_OFFICER = "exams_officer", "Exams officer"
    RESULTS_VIEWER = "results_viewer", "Access viewer"
    HEAD = "head", "Head of centre"


class MembershipQuerySet(models.QuerySet["Membership"]):
    """Memberships, and which of them count."""

    def in_force(self) -> "MembershipQuerySet":
        """Without those that were given on an Associate's word to a centre that isn't attached to it any more."""
        return self.filter(Q(granted_through=None) | Q(granted_through=F("centre__associate")))

    def outdated(self) -> "MembershipQuerySet":
        """Those that `in_force` leaves out."""
        detached = Q(centre__associate=None) | ~Q(granted_through=F("centre__associate"))
        return self.filter(detached, granted_through__isnull=False)


class Membership(models.Model):
    """A user acts for one centre, or for an Associate and so for every centre attached to it."""

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    centre = models.ForeignKey(Centre, models.CASCADE, null=True, blank=True, related_name="memberships")
    associate = models.ForeignKey(Associate, models.CASCADE, null=True, blank=True, related_name="memberships")
    role = models.CharField(max_length=20, choices=Role, default=Role.EXAMS_OFFICER)
    granted_through = models.ForeignKey(
        Associate,
        models.CASCADE,
        null=True,
        editable=False,
        related_name="+",
        help_text="the Associate on whose word somebody acts for the centre while it is attached",
    )

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ["user__email"]
        constraints = [
            models.CheckConstraint(
                condition=Q(centre__isnull=False, associate__isnull=True)
                | Q(centre__isnull=True, associate__isnull=False),
                name="membership_of_centre_or_associate",
                violation_error_message="Choose either a centre or an Associate.",
            ),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="membership_role_known"),
            models.UniqueConstraint(fields=["user", "centre"], name="membership_once_per_centre"),
            models.UniqueConstraint(fields=["user", "associate"], name="membership_once_per_associate"),
        ]

    def __str__(self) -> str:
        return f"{self.user} for {self.centre or self.associate}"


class Invitation(models.Model):
    """Somebody is asked by e-mail to act for a centre. Of the link only a keyed digest is kept; it works once."""

    centre = models.ForeignKey(Centre, models.CASCADE, related_name="invitations")
    email = models.EmailField("email address")
    role = models.CharField(max_length=20, choices=Role)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    invited_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    invited_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, help_text="when the mail server took the e-mail")
    accepted_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["email"]
        constraints = [
            models.CheckConstraint(condition=Q(role__in=Role.values), name="invitation_role_known"),
            models.CheckConstraint(condition=Q(email=Lower("email")), name="invitation_email_in_small_letters"),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True) | Q(revoked_at__isnull=True), name="invitation_ends_once"
            ),
            models.UniqueConstraint(
                fields=["centre", "email"],
                condition=Q(accepted_at__isnull=True, revoked_at__isnull=True),
                name="invitation_open_once_per_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.email} for {self.centre}"

    @property
    def is_over(self) -> bool:
        """Whether its time has passed."""
        return self.expires_at <= timezone.now()


class RecoveryRequest(models.Model):
    """Staff ask to take away the second factor of somebody whose phone or key is lost.

    Three people have to agree, one after the other: whoever starts it, the person (with a link that was sent to their
    address), and a second member of staff, with whose word the factors are gone.
    """

    user = models.ForeignKey(User, models.CASCADE, related_name="recovery_requests")
    digest = models.CharField(max_length=64, unique=True, editable=False)
    started_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    started_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    confirmed_at = models.DateTimeField("confirmed by the person at", null=True)
    approved_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-started_at"]
        permissions = [
            ("start_recovery", "Can start the recovery of a lost second factor"),
            ("approve_recovery", "Can approve a recovery that somebody else started"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("started_by")),
                name="recovery_by_two_of_staff",
            ),
            models.CheckConstraint(
                condition=Q(approved_at__isnull=True)
                | Q(approved_by__isnull=False, confirmed_at__isnull=False, cancelled_at__isnull=True),
                name="recovery_approved_after_confirmation",
            ),
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(approved_at__isnull=True, cancelled_at__isnull=True),
                name="recovery_open_once_per_person",
            ),
        ]

    def __str__(self) -> str:
        return f"recovery of {self.user}"

    @property
    def state(self) -> str:
        """Where it stands, in words."""
        if self.approved_at:
            return "done"
        if self.cancelled_at:
            return "cancelled"
        if self.expires_at <= timezone.now():
            return "expired"
        return "waiting for an administrator" if self.confirmed_at else "waiting for the person"


class KeptForm(models.Model):
    """What somebody typed when their session or proof ran out, encrypted, until they have shown who they are."""

    account = models.CharField(max_length=32, unique=True, editable=False)
    place = models.CharField("page, as a digest", max_length=64, editable=False)
    sealed = models.BinaryField(editable=False)
    kept_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"kept {self.kept_at:%Y-%m-%d %H:%M}"

"""Who people are: one user table, signed in by e-mail, and their API tokens."""

from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from knox.models import AbstractAuthToken

from accounts.accommodations import MOST_MINUTES, MOST_TIMES, Accommodation


class Role(models.TextChoices):
    STUDENT = "student", "Student"
    INSTRUCTOR = "instructor", "Instructor"
    ADMIN = "admin", "Administrator"


class UserQuerySet(models.QuerySet["User"]):
    def members(self) -> "UserQuerySet":
        """People with an account; guests of the diagnostic are not among them."""
        return self.filter(is_guest=False)

    def called(self, words: str) -> "UserQuerySet":
        """People whose name or e-mail address has every one of these words."""
        found = self
        for word in words.split():
            found = found.filter(Q(name__icontains=word) | Q(email__icontains=word))
        return found


class UserManager(BaseUserManager["User"]):
    def get_queryset(self) -> UserQuerySet:
        return UserQuerySet(self.model, using=self._db)

    def members(self) -> UserQuerySet:
        return self.get_queryset().members()

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)

    def create_user(
        self, email: str, password: str | None = None, **fields: Any
    ) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(
        self, email: str, password: str | None = None, **fields: Any
    ) -> "User":
        return self.create_user(email, password, role=Role.ADMIN, **fields)


class User(AbstractBaseUser):  # type: ignore[django-manager-missing]  # REASON: knox has no types
    """A person. Roles are one column; Django's permission tables are not used."""

    email = models.EmailField(max_length=254, unique=True)
    name = models.CharField(max_length=120, blank=True)
    role = models.CharField(max_length=12, choices=Role, default=Role.STUDENT)
    time_zone = models.CharField(max_length=64, default="UTC")
    target_guide = models.CharField(max_length=16, blank=True)
    exam_date = models.DateField(null=True, blank=True)
    time_multiplier = models.DecimalField(
        max_digits=3,
        decimal_places=2,
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_TIMES)],
    )
    extra_minutes = models.PositiveSmallIntegerField(
        default=0, validators=[MaxValueValidator(MOST_MINUTES)]
    )
    # Given by themselves: it counts in exams of their own choice alone.
    is_time_own = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    is_guest = models.BooleanField(default=False)
    is_demo = models.BooleanField(default=False)
    # The half minute of the last code of the second factor: each works once.
    code_step = models.BigIntegerField(default=0)
    joined_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(email=Lower("email")), name="user_email_lower_case"
            ),
            models.CheckConstraint(
                condition=Q(role__in=Role.values), name="user_role_known"
            ),
            models.CheckConstraint(
                condition=Q(time_multiplier__gte=1, time_multiplier__lte=MOST_TIMES),
                name="user_multiplier_between_1_and_3",
            ),
            models.CheckConstraint(
                condition=Q(extra_minutes__lte=MOST_MINUTES),
                name="user_extra_within_4_hours",
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def is_teaching(self) -> bool:
        """Whether this person works with the bank: instructors and administrators."""
        return self.role in (Role.INSTRUCTOR, Role.ADMIN)

    @property
    def is_admin(self) -> bool:
        return self.role == Role.ADMIN

    @property
    def accommodation(self) -> Accommodation:
        """The time that this person has in exams."""
        return Accommodation(self.time_multiplier, self.extra_minutes)

    @property
    def granted_time(self) -> Accommodation:
        """The time that counts in assigned exams: what staff gave or confirmed."""
        return Accommodation() if self.is_time_own else self.accommodation

    # What Django's own admin site asks of a user:

    @property
    def is_staff(self) -> bool:
        return self.is_admin

    @property
    def is_superuser(self) -> bool:
        return self.is_admin

    def has_perm(self, perm: str, obj: object = None) -> bool:
        return self.is_active and self.is_admin

    def has_perms(self, perm_list: list[str], obj: object = None) -> bool:
        return self.is_active and self.is_admin

    def has_module_perms(self, app_label: str) -> bool:
        return self.is_active and self.is_admin


class Guest(User):  # type: ignore[django-manager-missing]  # REASON: knox has no types
    """A visitor who sits the diagnostic without an account.

    To sign-in checks this is nobody; to the attempt engine it is the owner of its
    answers, which move to the account when the visitor signs up.
    """

    class Meta:
        proxy = True

    if not TYPE_CHECKING:
        is_authenticated = False
        is_anonymous = True


class ApiToken(AbstractAuthToken):  # type: ignore[misc]  # REASON: knox has no types
    """A Bearer token of the REST API, stored hashed, named by its owner."""

    name = models.CharField(max_length=80)
    # Made with a second factor; only such a token opens what staff may do.
    has_otp = models.BooleanField(default=False)

    class Meta(AbstractAuthToken.Meta):  # type: ignore[misc]  # REASON: the same
        ordering = ["-created"]

    @property
    def reference(self) -> str:
        """How pages name a token: the digest opens nothing."""
        return str(self.digest)[:16]


class KnownDevice(models.Model):
    """A browser in which somebody has signed in: guesses elsewhere do not shut it.

    Ending the session it was last used in, or a new password, ends it too.
    """

    user = models.ForeignKey(User, models.CASCADE, related_name="known_devices")
    digest = models.CharField(max_length=64, unique=True)
    session = models.ForeignKey(
        "usersessions.UserSession", models.SET_NULL, null=True, related_name="+"
    )
    seen_at = models.DateTimeField()


class SignInFailure(models.Model):
    """A wrong password or code. Successes leave no row, so they never count.

    The account is a digest of what was typed: people type passwords into the
    wrong field. A known device's failures count against itself alone.
    """

    account = models.CharField(max_length=64)
    address = models.GenericIPAddressField()
    device = models.ForeignKey(KnownDevice, models.CASCADE, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["account", "at"], name="failure_account_idx"),
            models.Index(fields=["address", "at"], name="failure_address_idx"),
            models.Index(fields=["at"], name="failure_at_idx"),
        ]


class GuestStart(models.Model):
    """That a guest began at this address; kept for an hour, without saying who."""

    address = models.GenericIPAddressField()
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["address", "at"], name="guest_address_idx")]

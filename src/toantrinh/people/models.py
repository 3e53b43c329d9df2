"""Logins, persons, organisations, officers. A login is not a human, and a human is no office."""

from datetime import date
from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from toantrinh.government.models import Post
from toantrinh.journal.models import StreamHead
from toantrinh.kernel.ids import new_id
from toantrinh.people.words import Bears

# Whose name bears some words: `name_words__bears="nguyen & lan:*"`.
SearchVectorField.register_lookup(Bears)


class LoginKind(models.TextChoices):
    """What a login may be used for; a human who is both citizen and officer has two."""

    CITIZEN = "citizen"
    OFFICER = "officer"


class UserManager(BaseUserManager["User"]):
    """Finds logins; logins are made by `people.actions`."""

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(username=username)


class User(AbstractBaseUser):
    """A login: how somebody enters. Who that is, `Person` or `Officer` says."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    username = models.CharField(max_length=150, unique=True)
    kind = models.CharField(max_length=10, choices=LoginKind.choices)
    # allauth reads and writes this; notices go to the address kept with the person.
    email = models.EmailField(blank=True)
    is_active = models.BooleanField(default=True)
    # Part of what every session is checked against: counting up ends them all.
    session_round = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects = UserManager()

    def get_session_auth_hash(self) -> str:
        """Django's hash of the password, and the round in which the session began."""
        return f"{super().get_session_auth_hash()}{self.session_round:x}"

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="user_kind_known", condition=models.Q(kind__in=LoginKind.values)
            )
        ]


class DataKey(models.Model):
    """The key that seals what one person or dossier told us, itself wrapped by a rotating key.

    Erasing it erases everything sealed with it. The row stays, empty, and says when that was.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    wrapped = models.BinaryField()
    wrapping_key = models.CharField(max_length=40, db_index=True)
    created_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="datakey_erased_is_empty",
                condition=models.Q(erased_at__isnull=True) & ~models.Q(wrapped=b"")
                | models.Q(erased_at__isnull=False, wrapped=b"", wrapping_key=""),
            )
        ]


class Person(StreamHead):
    """A human being as the state knows them.

    The personal number is sealed; it is found by its keyed hash, the name by folded words.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.OneToOneField(User, null=True, on_delete=models.PROTECT, related_name="person")
    full_name = models.CharField(max_length=200)
    name_sort = models.CharField(max_length=400, db_index=True)
    name_words = SearchVectorField()
    birth_date = models.DateField(null=True)
    number_hash = models.BinaryField(unique=True, null=True)
    number_sealed = models.BinaryField(null=True)
    key = models.ForeignKey(DataKey, null=True, on_delete=models.PROTECT)
    email = models.EmailField(blank=True)
    phone_hash = models.BinaryField(null=True, db_index=True)
    phone_sealed = models.BinaryField(null=True)
    # The commune of residence, by the code of its unit: where a procedure is handled by default.
    commune_code = models.CharField(max_length=10, blank=True)
    # Invented people say so wherever they appear.
    synthetic = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    class Meta:
        indexes = [GinIndex(name="person_name_words", fields=["name_words"])]

    def stream(self) -> str:
        return f"person/{self.id}"


class Organisation(StreamHead):
    """An enterprise or other organisation, for which persons act.

    Its tax code stands in the clear and is found as it is: the national business register and every
    invoice publish it, so that a keyed hash would hide nothing.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    # 10 digits, or those of the parent, a dash and 3 digits for a branch: see `tax_codes`.
    tax_code = models.CharField(max_length=14, unique=True, db_collation="C")
    name = models.CharField(max_length=300)
    name_sort = models.CharField(max_length=600, db_index=True)
    name_words = SearchVectorField()
    synthetic = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    class Meta:
        indexes = [GinIndex(name="organisation_name_words", fields=["name_words"])]
        constraints = [
            models.CheckConstraint(
                name="organisation_tax_code",
                condition=models.Q(tax_code__regex=r"^\d{10}(-\d{3})?$"),
            )
        ]

    def stream(self) -> str:
        return f"organisation/{self.id}"


class Representation(models.Model):
    """A person was proven to act for an organisation, from one day to another; both days count.

    A session acts for the organisation only if the identity provider proved it in that session;
    this row is what remains of the proof, for the organisation's story and for mandates.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="representations")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="representations"
    )
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="representation_once",
                fields=["person", "organisation"],
                condition=models.Q(valid_to__isnull=True),
            ),
            models.CheckConstraint(
                name="representation_dates_in_order",
                condition=models.Q(valid_to__isnull=True)
                | models.Q(valid_to__gte=models.F("valid_from")),
            ),
        ]

    def holds_on(self, day: date) -> bool:
        """Whether the person acts for the organisation on that day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


class Officer(StreamHead):
    """Somebody who acts for agencies, under a login of their own."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.OneToOneField(User, on_delete=models.PROTECT, related_name="officer")
    full_name = models.CharField(max_length=200)
    name_sort = models.CharField(max_length=400, db_collation="C")
    name_words = SearchVectorField()
    email = models.EmailField(blank=True)
    synthetic = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    # When the officer was last disabled: tokens given before are void, also once enabled again.
    disabled_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(name="officer_by_name", fields=["name_sort", "id"]),
            GinIndex(name="officer_name_words", fields=["name_words"]),
        ]

    def stream(self) -> str:
        return f"officer/{self.id}"


class Posting(models.Model):
    """An officer holds a post from one day to another; both days count."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="postings")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="postings")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        indexes = [models.Index(name="posting_post_dates", fields=["post", "valid_from"])]
        constraints = [
            models.CheckConstraint(
                name="posting_dates_in_order",
                condition=models.Q(valid_to__isnull=True)
                | models.Q(valid_to__gte=models.F("valid_from")),
            )
        ]

    def holds_on(self, day: date) -> bool:
        """Whether the post is held on that day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


class Absence(models.Model):
    """An officer is away from one day to another, both included; their work waits for cover."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="absences")
    valid_from = models.DateField()
    # Empty while nobody knows when they come back.
    valid_to = models.DateField(null=True)

    class Meta:
        indexes = [models.Index(name="absence_dates", fields=["officer", "valid_from"])]
        constraints = [
            models.CheckConstraint(
                name="absence_dates_in_order",
                condition=models.Q(valid_to__isnull=True)
                | models.Q(valid_to__gte=models.F("valid_from")),
            )
        ]


class Invitation(models.Model):
    """The right to set the first password of a login, once, for a limited time.

    The text of the link is worked out from the id with the installation's key and kept nowhere.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="invitations")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    # A later invitation of the same officer takes its place.
    replaced_at = models.DateTimeField(null=True)


class Attempts(models.Model):
    """How often somebody tried in vain to sign in, by login name or by address; see `attempts`.

    The key is a keyed hash: who or from where cannot be read from it.
    """

    key = models.BinaryField(primary_key=True)
    count = models.PositiveIntegerField(default=0)
    since = models.DateTimeField(db_index=True)
    locked_until = models.DateTimeField(null=True)


class UsedCode(models.Model):
    """A code of a device that was taken, so that it is not taken again while it still fits."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="used_codes")
    code = models.CharField(max_length=12)
    at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(name="used_code_once", fields=["user", "code"])]

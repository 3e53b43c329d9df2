"""Systems of other agencies, what they pushed of their dossiers, and the lines that were refused.

A pushed dossier lives in the system that pushed it: none of our acts touches it.
"""

import pgtrigger
from django.db import models
from django.db.models import Q

from toantrinh.catalogue.models import Procedure
from toantrinh.government.models import Agency
from toantrinh.journal.models import StreamHead
from toantrinh.kernel.ids import new_id
from toantrinh.people.models import DataKey


class System(StreamHead):
    """An agency's own system, with the account under which it pushes for the agency and below."""

    # From who reads the journal.
    HIDDEN = ("password",)

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    username = models.CharField(max_length=60, unique=True, db_collation="C")
    # Django's hash of the password.
    password = models.CharField(max_length=200)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    def stream(self) -> str:
        return f"system/{self.id}"


class Session(models.Model):
    """A system that logged in; only a hash of what it shows is kept."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    system = models.ForeignKey(System, on_delete=models.CASCADE, related_name="sessions")
    secret_hash = models.BinaryField()
    expires_at = models.DateTimeField(db_index=True)


class Pushed(StreamHead):
    """A dossier of another system as it stands there, by the last that was pushed.

    Codes and moments stand here; all that was sent, names and numbers among it, is sealed in the
    revisions. `raw_status` is the status as it was spelled.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    system = models.ForeignKey(System, on_delete=models.PROTECT, related_name="+", db_index=False)
    code = models.CharField(max_length=70, unique=True, db_collation="C")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", db_index=False)
    agency_path = models.CharField(max_length=250, db_collation="C")
    procedure_code = models.CharField(max_length=20, db_collation="C")
    # None for a procedure that our catalogue does not have.
    procedure = models.ForeignKey(
        Procedure, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    title = models.CharField(max_length=1000)
    channel = models.CharField(max_length=10)
    status_code = models.PositiveSmallIntegerField()
    raw_status = models.CharField(max_length=40)
    # When the status was so, as the other system tells; an earlier word does not change it.
    status_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    returned_at = models.DateTimeField(null=True)
    # Keyed hashes, by which a number or phone is found.
    number_hash = models.BinaryField(null=True)
    phone_hash = models.BinaryField(null=True)
    key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+", db_index=False)
    revision = models.PositiveIntegerField()
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(name="pushed_list", fields=["agency_path", "-last_at", "id"]),
            models.Index(
                name="pushed_number", fields=["number_hash"], condition=Q(number_hash__isnull=False)
            ),
        ]
        constraints = [
            models.CheckConstraint(name="pushed_status_known", condition=Q(status_code__lte=10)),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="pushed_terminal",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func=(
                    "IF OLD.status_code IN (3, 7, 8, 10) AND NEW.status_code <> OLD.status_code"
                    " THEN RAISE EXCEPTION 'dossier % has ended', OLD.code; END IF; RETURN NEW;"
                ),
            ),
            pgtrigger.Protect(name="pushed_kept", operation=pgtrigger.Delete),
        ]

    def stream(self) -> str:
        return f"pushed/{self.id}"


class Kind(models.TextChoices):
    """What a push tells: the dossier as a whole, or one step of its way."""

    DOSSIER = "dossier"
    PROGRESS = "progress"


class PushedRevision(models.Model):
    """One push that told something new: all of it, sealed with the dossier's key."""

    pk = models.CompositePrimaryKey("dossier", "number")
    dossier = models.ForeignKey(Pushed, on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=Kind.choices)
    # The number that the other system gave it, if it numbers them.
    given = models.PositiveIntegerField(null=True)
    raw_status = models.CharField(max_length=40)
    sealed = models.BinaryField()
    # SHA-256 over what was sent and a salt that the dossier's key gives; the journal keeps it too.
    digest = models.BinaryField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="pushed_revision_given_once",
                fields=["dossier", "kind", "given"],
                condition=Q(given__isnull=False),
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="pushed_never_rewritten", operation=pgtrigger.Update | pgtrigger.Delete
            )
        ]


class Batch(models.Model):
    """Many pushes in one file, and what became of them."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    system = models.ForeignKey(System, on_delete=models.PROTECT, related_name="batches")
    at = models.DateTimeField()
    accepted = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)


class Refused(models.Model):
    """A line of a batch that was not taken: which, and what was wrong at which field.

    The sentence is kept as it is written in Vietnamese with its values, and holds none that was
    sent but codes and dates.
    """

    pk = models.CompositePrimaryKey("batch", "line", "number")
    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="lines")
    line = models.PositiveIntegerField()
    number = models.PositiveIntegerField()
    field = models.CharField(max_length=60)
    sentence = models.CharField(max_length=300)
    params = models.JSONField(default=dict)

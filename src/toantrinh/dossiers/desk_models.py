"""What officers keep for their work at the desk; no part of any dossier's story."""

import pgtrigger
from django.db import models
from django.db.models import Q

from toantrinh.dossiers.models import Dossier, Part
from toantrinh.government.models import Agency
from toantrinh.kernel.ids import new_id
from toantrinh.people.models import DataKey, Officer


class SavedFilter(models.Model):
    """A way of narrowing piles that an officer named, for themselves or for all at the agency."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", db_index=False)
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+", db_index=False)
    name = models.CharField(max_length=60)
    # As addresses spell it; see `filtering`.
    criteria = models.JSONField()
    shared = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="savedfilter_name_once", fields=["agency", "officer", "name"]
            )
        ]


class Batch(models.Model):
    """One act asked for many dossiers at once, by one officer at one post."""

    # Made with the page that offers it, so that sending it twice asks once.
    id = models.UUIDField(primary_key=True, editable=False)
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", db_index=False)
    action = models.CharField(max_length=40, db_collation="C")
    at = models.DateTimeField()


class BatchItem(models.Model):
    """One dossier of a batch, judged on its own: done, refused with the reason, or not reached."""

    pk = models.CompositePrimaryKey("batch", "number")
    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="items")
    number = models.PositiveIntegerField()
    # As it was sent; the dossier only if the officer sees it.
    code = models.CharField(max_length=70, db_collation="C")
    dossier = models.ForeignKey(Dossier, null=True, on_delete=models.PROTECT, related_name="+")
    done = models.BooleanField(null=True)
    # Why not, in the words that the officer would have read.
    refusal = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="batchitem_refused_why", condition=~Q(done=False) | ~Q(refusal="")
            )
        ]


class Method(models.TextChoices):
    """How one of several officers is chosen."""

    ROUND_ROBIN = "round_robin"
    LOAD = "load"


class AssignmentRule(models.Model):
    """Who takes what an agency has received, from day to day: a locality, a kind of procedure, all.

    Who it was changed by, the journal tells, in the stream `assignment/<agency>`.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", db_index=False)
    # The code of the procedure; empty for all.
    procedure = models.CharField(max_length=40, blank=True, db_collation="C")
    # Codes of communes in order, with commas; empty for all.
    places = models.TextField(blank=True, db_collation="C")
    method = models.CharField(max_length=20, choices=Method.choices)
    # Ids of officers, in the order of their turns.
    officers = models.JSONField()
    # Whose turn was last.
    last = models.UUIDField(null=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="assignmentrule_from", fields=["agency", "procedure", "places", "valid_from"]
            ),
            models.CheckConstraint(
                name="assignmentrule_dates_in_order",
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=models.F("valid_from")),
            ),
            models.CheckConstraint(
                name="assignmentrule_method_known", condition=Q(method__in=Method.values)
            ),
        ]

    @property
    def codes(self) -> list[str]:
        """The codes of the communes; none for all."""
        return self.places.split(",") if self.places else []


class Verdict(models.TextChoices):
    """What an officer found of a paper."""

    VALID = "valid"
    INVALID = "invalid"
    MISSING = "missing"


class PaperCheck(Part):
    """What an officer found of one paper that is asked for; the last word on it counts."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=40, db_collation="C")
    verdict = models.CharField(max_length=10, choices=Verdict.choices)
    # What is wrong with it, sealed with the dossier's key; empty when nothing was said.
    sealed = models.BinaryField(default=b"")
    by = models.CharField(max_length=60)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="papercheck_verdict_known", condition=Q(verdict__in=Verdict.values)
            )
        ]
        triggers = [
            pgtrigger.Protect(name="never_rewritten", operation=pgtrigger.Update | pgtrigger.Delete)
        ]


class RegisterRecord(models.Model):
    """What a register says of a person, as kept here: until registers are asked over the wire.

    `sealed` are facts by their names (`full_name`, `birth_date`, `commune`, ...) as JSON.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    # A code, as `dan_cu`; people's names for them stand at the desk.
    register = models.CharField(max_length=20, db_collation="C")
    number_hash = models.BinaryField()
    key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    sealed = models.BinaryField()
    as_of = models.DateField()
    synthetic = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="registerrecord_once", fields=["number_hash", "register"])
        ]

"""What an officer has typed of a walk-in so far; gone once the dossier is received."""

from django.db import models
from django.db.models import Q

from toantrinh.catalogue.models import Version
from toantrinh.documents.models import StoredFile
from toantrinh.dossiers.models import Dossier
from toantrinh.government.models import Agency
from toantrinh.kernel.ids import new_id
from toantrinh.mandates.models import Mandate
from toantrinh.people.models import DataKey, Officer, Person
from toantrinh.people.sealing import unseal


class Reception(models.Model):
    """A walk-in at a window: who came, for whom, with what. No dossier yet, and nobody else's.

    `sealed` holds card, answers, kinds of papers and fee under a key of its own, which is erased
    when the dossier, sealed under its own, is there.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    desk = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="receptions")
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    mandate = models.ForeignKey(Mandate, null=True, on_delete=models.PROTECT, related_name="+")
    version = models.ForeignKey(Version, null=True, on_delete=models.PROTECT, related_name="+")
    key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    sealed = models.BinaryField(default=b"")
    # Rises with each save, so that two tabs do not overwrite each other unseen.
    saved = models.PositiveIntegerField(default=0)
    begun_at = models.DateTimeField()
    updated_at = models.DateTimeField(db_index=True)
    dossier = models.OneToOneField(
        Dossier, null=True, on_delete=models.PROTECT, related_name="reception"
    )

    class Meta:
        indexes = [
            models.Index(
                name="reception_open",
                fields=["officer", "-begun_at"],
                condition=Q(dossier__isnull=True),
            )
        ]
        constraints = [
            # What was typed does not outlive the reception.
            models.CheckConstraint(
                name="reception_empty_when_done", condition=Q(dossier__isnull=True) | Q(sealed=b"")
            )
        ]

    def place(self) -> str:
        """The place for which what was typed is sealed."""
        return f"reception/{self.id}"


class ReceptionPaper(models.Model):
    """A scan taken at the counter."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    reception = models.ForeignKey(Reception, on_delete=models.CASCADE, related_name="papers")
    key = models.CharField(max_length=40)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    label_sealed = models.BinaryField()

    def place(self) -> str:
        """The place for which the label is sealed."""
        return f"{self.reception.place()}/{self.id}"

    @property
    def label(self) -> str:
        """What the file was called."""
        return unseal(self.reception.key, self.label_sealed, self.place())

"""What a second signer was asked and said, row after row."""

import pgtrigger
from django.db import models
from django.db.models import Q

from toantrinh.dossiers.models import Dossier, Part
from toantrinh.people.models import Person


class Said(models.TextChoices):
    """What a row says."""

    ASKED = "asked"
    AGREED = "agreed"
    DECLINED = "declined"


class Agreement(Part):
    """That somebody was asked to agree to answers as they stood, or what they said of them.

    `digest` is over all that the signer sees, so that an agreement holds for just these answers.
    """

    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="agreements")
    # The key of the question of kind `signature`.
    question = models.CharField(max_length=40, db_collation="C")
    said = models.CharField(max_length=10, choices=Said.choices)
    # By which the person is found who was asked, also when nobody knows them here yet.
    number_hash = models.BinaryField()
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    digest = models.BinaryField()
    # The words with which somebody declined, if any.
    note = models.PositiveIntegerField(null=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(name="agreement_signer", fields=["number_hash"], condition=Q(said="asked"))
        ]
        constraints = [
            models.CheckConstraint(
                name="agreement_said_by_somebody",
                condition=Q(said="asked") | Q(person__isnull=False),
            ),
        ]
        triggers = [pgtrigger.Protect(name="never_rewritten", operation=pgtrigger.Update)]

"""Somebody asks why an officer looked at their data, and an agency's data officer answers."""

import pgtrigger
from django.db import models
from django.db.models import F, Q

from toantrinh.government.models import Agency
from toantrinh.journal.models import Access, StreamHead
from toantrinh.kernel.ids import new_id
from toantrinh.people.models import DataKey, Officer, Person


class Explanation(StreamHead):
    """One look that one person wants explained; what both sides write is sealed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    access = models.ForeignKey(Access, on_delete=models.PROTECT, related_name="explanations")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="explanations")
    # For which agency the officer looked, as it was called then.
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    # The nearest agency at or above it that had a data officer when it was asked.
    addressee = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    # Empty when one click was all.
    words_sealed = models.BinaryField(null=True)
    asked_at = models.DateTimeField()
    acknowledge_by = models.DateTimeField()
    due_at = models.DateTimeField()
    acknowledged_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(
        Officer, null=True, on_delete=models.PROTECT, related_name="explanations"
    )
    answer_sealed = models.BinaryField(null=True)
    # Whether the data officer found that nobody had the right to look.
    misuse = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(name="explanation_person", fields=["person", "-asked_at"]),
            models.Index(
                name="explanation_open", fields=["due_at"], condition=Q(answered_at__isnull=True)
            ),
            models.Index(
                name="explanation_misuse",
                fields=["agency", "-answered_at"],
                condition=Q(misuse=True),
            ),
        ]
        constraints = [
            models.UniqueConstraint(name="explanation_once", fields=["access", "person"]),
            models.CheckConstraint(
                name="explanation_due_after_asked", condition=Q(due_at__gt=F("asked_at"))
            ),
            models.CheckConstraint(
                name="explanation_answered_whole",
                condition=Q(
                    answered_at__isnull=True,
                    answered_by__isnull=True,
                    answer_sealed__isnull=True,
                    misuse=False,
                )
                | Q(
                    acknowledged_at__isnull=False,
                    answered_at__isnull=False,
                    answered_by__isnull=False,
                    answer_sealed__isnull=False,
                ),
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="answered_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__answered_at__isnull=False),
            ),
        ]

    def stream(self) -> str:
        return f"explanation/{self.id}"

    def place(self, part: str) -> str:
        """The place for which a part is sealed: `words` or `answer`."""
        return f"{self.stream()}/{part}"

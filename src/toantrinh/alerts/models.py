"""What was found by a rule, and who took note of it with which words."""

import pgtrigger
from django.db import models
from django.db.models import Q

from toantrinh.government.models import Agency
from toantrinh.journal.models import StreamHead
from toantrinh.kernel.ids import new_id
from toantrinh.people.models import Officer


class Subject(models.TextChoices):
    """Of what a rule was broken."""

    PLACE = "place", "Địa bàn"
    AGENCY = "agency", "Cơ quan"
    PROCEDURE = "procedure", "Thủ tục"


class Alert(StreamHead):
    """A rule broken in a month by what has this code: a place's or procedure's, an agency's key.

    `agency` answers for it. The four numbers were held against each other when it was raised.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    rule = models.CharField(max_length=40, db_collation="C")
    subject = models.CharField(max_length=9, choices=Subject.choices, default=Subject.PLACE)
    code = models.CharField(max_length=40, db_collation="C")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    # Its first day.
    month = models.DateField()
    numerator = models.BigIntegerField()
    denominator = models.BigIntegerField()
    numerator_before = models.BigIntegerField()
    denominator_before = models.BigIntegerField()
    raised_at = models.DateTimeField()
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.ForeignKey(
        Officer, null=True, on_delete=models.PROTECT, related_name="+"
    )
    words = models.TextField(max_length=2000, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="alert_once", fields=["rule", "subject", "code", "agency", "month"]
            ),
            models.CheckConstraint(
                name="alert_subject_known", condition=Q(subject__in=Subject.values)
            ),
            models.CheckConstraint(
                name="alert_acknowledged_whole",
                condition=Q(acknowledged_at__isnull=True, acknowledged_by__isnull=True, words="")
                | Q(acknowledged_at__isnull=False, acknowledged_by__isnull=False) & ~Q(words=""),
            ),
        ]
        indexes = [
            models.Index(
                name="alert_open", fields=["agency"], condition=Q(acknowledged_at__isnull=True)
            ),
        ]
        triggers = [pgtrigger.Protect(name="kept", operation=pgtrigger.Delete)]

    def stream(self) -> str:
        return f"alert/{self.id}"

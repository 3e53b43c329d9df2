"""What an agency must do within some working hours, and whether somebody was told that it did not.

The bounds are dated rules; what they were on the day stays with each.
"""

from django.db import models
from django.db.models import F, Q

from toantrinh.dossiers.models import Dossier, Part
from toantrinh.government.models import Agency


class Watched(models.TextChoices):
    """What is waited for."""

    # What came online is checked, and received or not.
    RECEPTION = "reception"
    # Another agency says what it thinks.
    ANSWER = "answer"
    # Another agency confirms that what was handed over has arrived.
    TAKE_OVER = "take_over"


# How far it went: nobody was told, who has to act was, those above them were too.
QUIET, REMINDED, ESCALATED = range(3)


class Watch(Part):
    """An agency has to act on a dossier: reminded at `alert_at`, those above told at `bound_at`.

    `subject` is the number of the question or passage, 0 where the dossier itself waits. `raise_at`
    is when the worker looks at it next, empty when there is nothing more to tell.
    """

    dossier = models.ForeignKey(
        Dossier, on_delete=models.PROTECT, related_name="watches", db_index=False
    )
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=10, choices=Watched.choices)
    subject = models.PositiveIntegerField(default=0)
    since = models.DateTimeField()
    alert_at = models.DateTimeField()
    bound_at = models.DateTimeField()
    raised = models.PositiveSmallIntegerField(default=QUIET)
    raise_at = models.DateTimeField(null=True)
    until = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                name="watch_to_raise",
                fields=["raise_at"],
                condition=Q(raise_at__isnull=False),
            ),
            models.Index(
                name="watch_open", fields=["agency", "alert_at"], condition=Q(until__isnull=True)
            ),
        ]
        constraints = [
            # The same index finds what a dossier waits for now.
            models.UniqueConstraint(
                name="watch_one_open_each",
                fields=["dossier", "kind", "subject"],
                condition=Q(until__isnull=True),
            ),
            models.CheckConstraint(name="watch_kind_known", condition=Q(kind__in=Watched.values)),
            models.CheckConstraint(
                name="watch_bounds_in_order",
                condition=Q(alert_at__gt=F("since"), bound_at__gte=F("alert_at")),
            ),
            models.CheckConstraint(
                name="watch_over_is_over",
                condition=Q(until__isnull=True) | Q(raise_at__isnull=True),
            ),
            models.CheckConstraint(
                name="watch_raised_known", condition=Q(raised__range=(QUIET, ESCALATED))
            ),
        ]

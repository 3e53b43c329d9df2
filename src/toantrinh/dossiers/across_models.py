"""What goes between agencies about a dossier: questions to others, and papers handed on."""

from django.db import models
from django.db.models import F, Q

from toantrinh.dossiers.models import Dossier, Part
from toantrinh.government.models import Agency
from toantrinh.people.models import Officer


class Outcome(models.TextChoices):
    """What became of a question; nothing yet while it is empty."""

    ANSWERED = "answered"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"


class Consultation(Part):
    """Another agency is asked what it thinks; it may read the dossier as long as it is asked.

    Question and answer are notes of the dossier, sealed as they are.
    """

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="consultations")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", db_index=False)
    # What the version planned, by step and key; empty when an officer thought of it.
    planned = models.CharField(max_length=130, blank=True, db_collation="C")
    waits = models.BooleanField()
    question = models.PositiveIntegerField()
    asked_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    outcome = models.CharField(max_length=10, blank=True, choices=Outcome.choices)
    answer = models.PositiveIntegerField(null=True)
    answered_by = models.ForeignKey(Officer, null=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            # What an agency is asked now: its list, and what it may read meanwhile.
            models.Index(
                name="consultation_open", fields=["agency", "due_at"], condition=Q(outcome="")
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                name="consultation_one_open_each",
                fields=["dossier", "agency"],
                condition=Q(outcome=""),
            ),
            models.CheckConstraint(
                name="consultation_outcome_known", condition=Q(outcome__in=["", *Outcome.values])
            ),
            models.CheckConstraint(
                name="consultation_answered_by_somebody",
                condition=Q(outcome="", answered_at__isnull=True, answered_by__isnull=True)
                | (~Q(outcome="") & Q(answered_at__isnull=False, answered_by__isnull=False))
                # Who decides since the procedure changed hands is not asked any more.
                | Q(outcome="withdrawn", answered_at__isnull=False),
            ),
            models.CheckConstraint(
                name="consultation_due_after_asking", condition=Q(due_at__gt=F("asked_at"))
            ),
        ]


class Passing(models.TextChoices):
    """Why a dossier goes from one agency to another."""

    FORWARD = "forward"
    HAND_ON = "hand_on"
    GIVE_BACK = "give_back"


class Passage(Part):
    """A dossier went from one agency to another, with these papers; the receiver confirms."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="passages")
    kind = models.CharField(max_length=10, choices=Passing.choices)
    giver = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", db_index=False)
    receiver = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", db_index=False)
    # Keys of the papers whose originals or copies on paper went with it.
    papers = models.JSONField(default=list)
    note = models.PositiveIntegerField(null=True)
    by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    # Until when it had to go (NĐ 118/2025 Đ18 k2); empty where no rule says.
    due_at = models.DateTimeField(null=True)
    taken_by = models.ForeignKey(Officer, null=True, on_delete=models.PROTECT, related_name="+")
    taken_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="passage_kind_known", condition=Q(kind__in=Passing.values)),
            models.CheckConstraint(
                name="passage_from_one_to_another", condition=~Q(giver=F("receiver"))
            ),
            models.CheckConstraint(
                name="passage_taken_by_somebody",
                condition=Q(taken_at__isnull=True, taken_by__isnull=True)
                | Q(taken_at__isnull=False, taken_by__isnull=False),
            ),
        ]

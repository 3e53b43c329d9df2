"""What people wrote about a dossier, and what rests on it: a glass opened, a result to mend."""

import pgtrigger
from django.db import models
from django.db.models import F, Q

from toantrinh.documents.models import Document
from toantrinh.dossiers.models import Dossier, Part
from toantrinh.government.models import Agency
from toantrinh.people.models import Officer


class NoteKind(models.TextChoices):
    """What a note is for."""

    MISSING = "missing"
    REFUSAL = "refusal"
    SENT_BACK = "sent_back"
    WITHDRAWAL = "withdrawal"
    MESSAGE = "message"
    BREAK_GLASS = "break_glass"
    APOLOGY = "apology"
    STOP = "stop"
    DENIAL = "denial"
    REOPENING = "reopening"
    CORRECTION = "correction"
    QUESTION = "question"
    OPINION = "opinion"
    HAND_ON = "hand_on"
    # With which a second signer said no.
    DECLINED = "declined"


class Note(Part):
    """Words from one side to the other, sealed with the dossier's key."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="notes")
    kind = models.CharField(max_length=12, choices=NoteKind.choices)
    sealed = models.BinaryField()
    # Keys of the papers and fields that the note asks to complete.
    missing = models.JSONField(default=list)
    # Whether only officers read it.
    internal = models.BooleanField(default=False)
    by = models.CharField(max_length=60)
    at = models.DateTimeField()


class Glass(Part):
    """A dossier opened to read, for a while, to an officer whose post does not show it.

    The words that go with the reason are a note; the row is written once and never changed.
    """

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="glasses")
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="glasses")
    # For which agency the officer looked: the glass stands open at that post's agency alone.
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    # A code of the reasons for `break_glass`, as they held then.
    reason = models.CharField(max_length=40, db_collation="C")
    note = models.PositiveIntegerField()
    at = models.DateTimeField()
    until = models.DateTimeField()

    class Meta:
        indexes = [models.Index(name="glass_officer", fields=["officer", "-at"])]
        constraints = [
            models.CheckConstraint(name="glass_for_a_while", condition=Q(until__gt=F("at"))),
        ]
        triggers = [
            pgtrigger.Protect(name="never_rewritten", operation=pgtrigger.Update | pgtrigger.Delete)
        ]


class Correction(Part):
    """A mistake in the result that somebody proposes to mend; the result stays as it was issued.

    `sealed` are the answers that the new result shall rest on, with the dossier's key.
    """

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="corrections")
    sealed = models.BinaryField()
    # The keys of the questions whose answers change.
    fields = models.JSONField(default=list)
    note = models.PositiveIntegerField()
    at = models.DateTimeField()
    proposed_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    decided_by = models.ForeignKey(Officer, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    granted = models.BooleanField(null=True)
    # The result that it became, once it was signed.
    document = models.ForeignKey(
        Document, null=True, on_delete=models.PROTECT, related_name="corrections"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="correction_four_eyes",
                condition=Q(granted__isnull=True, decided_by__isnull=True)
                | Q(granted=False, decided_by__isnull=False)
                | (Q(granted=True, decided_by__isnull=False) & ~Q(decided_by=F("proposed_by"))),
            ),
            # One at a time.
            models.UniqueConstraint(
                name="correction_one_open",
                fields=["dossier"],
                condition=Q(granted__isnull=True),
            ),
        ]

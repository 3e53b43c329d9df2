"""Who proposed and who decided each step, and who signs in another's place."""

import pgtrigger
from django.db import models
from django.db.models import F, Q

from toantrinh.dossiers.models import Dossier, Part
from toantrinh.government.models import Agency
from toantrinh.kernel.ids import new_id
from toantrinh.people.models import Officer


class StepDecision(Part):
    """Somebody decided on a proposal at one step of the version: never who proposed it, and nobody
    at two steps of the same proposal.
    """

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="decisions")
    # The key of the version's step; empty where it says none.
    step = models.CharField(max_length=60, blank=True, db_collation="C")
    # Which proposal, by the number of its event.
    proposal = models.PositiveIntegerField()
    proposed_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    decided_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="stepdecision_four_eyes", condition=~Q(proposed_by=F("decided_by"))
            ),
            models.UniqueConstraint(
                name="stepdecision_each_step_once", fields=["dossier", "proposal", "step"]
            ),
            models.UniqueConstraint(
                name="stepdecision_nobody_twice", fields=["dossier", "proposal", "decided_by"]
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="never_rewritten", operation=pgtrigger.Update | pgtrigger.Delete
            ),
            # Who proposed is what the dossier says, whatever is written here.
            pgtrigger.Trigger(
                name="proposed_as_said",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func=(
                    "IF NOT EXISTS (SELECT FROM dossiers_dossier d WHERE d.id = NEW.dossier_id"
                    " AND d.state = 'proposed' AND d.proposed_by_id = NEW.proposed_by_id) THEN"
                    " RAISE EXCEPTION 'somebody else proposed this'"
                    " USING ERRCODE = 'check_violation'; END IF; RETURN NEW;"
                ),
            ),
        ]


class Form(models.TextChoices):
    """In whose name somebody signs (NĐ 30/2020 Đ13), or that they only stand in for a colleague."""

    DEPUTY = "kt", "KT"
    AUTHORITY = "tuq", "TUQ"
    ORDER = "tl", "TL"
    COVER = "cover"


class Delegation(models.Model):
    """An officer acts in another's place at an agency, from one day to another, both included.

    Who recorded and ended it, the journal tells, in the stream `delegation/<agency>`.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", db_index=False)
    giver = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    taker = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+", db_index=False)
    form = models.CharField(max_length=5, choices=Form.choices)
    # Codes of procedures in order, with commas; empty for all.
    procedures = models.TextField(blank=True, db_collation="C")
    # Names of acts of the lifecycle table in order, with commas; empty for all that are signed.
    acts = models.TextField(blank=True, db_collation="C")
    # The written decision on which it rests.
    basis = models.CharField(max_length=200)
    valid_from = models.DateField()
    valid_to = models.DateField()
    # Once it was taken back before its last day.
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(name="delegation_taker", fields=["taker", "agency", "valid_to"])]
        constraints = [
            models.CheckConstraint(name="delegation_of_two", condition=~Q(giver=F("taker"))),
            models.CheckConstraint(name="delegation_form_known", condition=Q(form__in=Form.values)),
            models.CheckConstraint(
                name="delegation_dates_in_order",
                condition=Q(valid_to__gte=F("valid_from")),
            ),
        ]

    def covers(self, procedure: str, act: str) -> bool:
        """Whether it is for this act of this procedure."""
        return all(
            not listed or asked in listed.split(",")
            for listed, asked in ((self.procedures, procedure), (self.acts, act))
        )

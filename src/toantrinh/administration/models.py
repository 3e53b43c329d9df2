"""Proposals: what an administrator wants to change, and who agreed."""

import pgtrigger
from django.db import models
from django.db.models import F, Q

from toantrinh.government.models import Agency
from toantrinh.journal.models import StreamHead
from toantrinh.kernel.ids import new_id
from toantrinh.people.models import DataKey, Officer


class Decision(models.TextChoices):
    """How a proposal ended; an empty one is still open."""

    CONFIRMED = "confirmed", "Đã xác nhận"
    REJECTED = "rejected", "Bị từ chối"
    WITHDRAWN = "withdrawn", "Đã rút"
    EXPIRED = "expired", "Quá hạn"
    # Kinds that need one pair of eyes only.
    ALONE = "alone", "Đã làm"


# No rule may say that one administrator is enough for these: the rules about four eyes are such.
ALWAYS_TWO = ("rule.set", "rule.end")

_AS_PROPOSED = """
IF (NEW.kind, NEW.agency_id, NEW.payload, NEW.sealed, NEW.digest, NEW.four_eyes, NEW.proposed_by_id,
    NEW.proposed_at, NEW.expires_at)
   IS DISTINCT FROM
   (OLD.kind, OLD.agency_id, OLD.payload, OLD.sealed, OLD.digest, OLD.four_eyes, OLD.proposed_by_id,
    OLD.proposed_at, OLD.expires_at)
THEN
    RAISE EXCEPTION 'proposal % stays as it was proposed', OLD.id;
END IF;
IF OLD.decision <> '' AND (NEW.decision, NEW.decided_by_id, NEW.decided_at)
   IS DISTINCT FROM (OLD.decision, OLD.decided_by_id, OLD.decided_at)
THEN
    RAISE EXCEPTION 'proposal % was decided', OLD.id;
END IF;
IF OLD.carried_out_at IS NOT NULL
   AND (NEW.carried_out_at, NEW.result) IS DISTINCT FROM (OLD.carried_out_at, OLD.result)
THEN
    RAISE EXCEPTION 'proposal % was carried out', OLD.id;
END IF;
RETURN NEW;
"""


class Proposal(StreamHead):
    """A change that one administrator proposes and, where it is weighty, another one confirms.

    `payload` has codes only; the words that go with it, such as the name of an invited officer,
    and what the proposer was told that it would do, are sealed under a key of its own.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=40, db_collation="C")
    # Where it belongs: the lowest agency that stands above all that it changes.
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="proposals")
    payload = models.JSONField()
    key = models.ForeignKey(DataKey, on_delete=models.PROTECT)
    sealed = models.BinaryField()
    # A keyed hash over all that is proposed, words too: the journal keeps it.
    digest = models.BinaryField()
    four_eyes = models.BooleanField()
    proposed_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="proposals")
    proposed_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    decision = models.CharField(max_length=10, choices=Decision.choices, blank=True)
    decided_by = models.ForeignKey(
        Officer, null=True, on_delete=models.PROTECT, related_name="decided_proposals"
    )
    decided_at = models.DateTimeField(null=True)
    carried_out_at = models.DateTimeField(null=True)
    # Codes of what came of it, such as the id of a new post.
    result = models.JSONField(default=dict)
    # Why it was rejected, or could not be carried out after all, sealed.
    remark = models.BinaryField(default=b"")

    class Meta:
        indexes = [
            models.Index(name="proposal_open", fields=["decision", "-proposed_at"]),
            models.Index(name="proposal_mine", fields=["proposed_by", "-proposed_at"]),
        ]
        constraints = [
            models.UniqueConstraint(
                name="proposal_without_twin", fields=["digest"], condition=Q(decision="")
            ),
            models.CheckConstraint(
                name="proposal_decision_known", condition=Q(decision__in=["", *Decision.values])
            ),
            # Four eyes, held against the app itself.
            models.CheckConstraint(
                name="proposal_four_eyes",
                condition=~Q(decision__in=[Decision.CONFIRMED, Decision.REJECTED])
                | (Q(decided_by__isnull=False) & ~Q(decided_by=F("proposed_by"))),
            ),
            models.CheckConstraint(
                name="proposal_alone_where_two_eyes_do",
                condition=~Q(decision=Decision.ALONE) | Q(four_eyes=False),
            ),
            models.CheckConstraint(
                name="proposal_always_two", condition=~Q(kind__in=ALWAYS_TWO) | Q(four_eyes=True)
            ),
            models.CheckConstraint(
                name="proposal_decided_at_a_moment",
                condition=Q(decision="", decided_at__isnull=True)
                | (~Q(decision="") & Q(decided_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="proposal_carried_out_once_agreed",
                condition=Q(carried_out_at__isnull=True)
                | Q(decision__in=[Decision.CONFIRMED, Decision.ALONE]),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="as_proposed",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func=_AS_PROPOSED,
            ),
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
        ]

    def stream(self) -> str:
        return f"proposal/{self.id}"

    @property
    def open(self) -> bool:
        """Whether nobody has decided yet."""
        return not self.decision

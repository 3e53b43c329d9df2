"""Procedures that change hands: from a day on, another agency decides."""

from django.db import models
from django.db.models import F, Q

from toantrinh.kernel.ids import new_id


class ChangeOfHands(models.Model):
    """From `since` on `taker` decides a procedure where `giver` did, in a province or everywhere.

    Both are a kind of agency, such as `so-tp`, or the key of a single one, such as `38.so-dl`.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    procedure = models.CharField(max_length=20, db_collation="C")
    # The code of a province; empty for the nation.
    province = models.CharField(max_length=2, blank=True, db_collation="C")
    giver = models.CharField(max_length=40, db_collation="C")
    taker = models.CharField(max_length=40, db_collation="C")
    since = models.DateField()
    # The decision on which it rests.
    basis = models.CharField(max_length=300)
    made_at = models.DateTimeField()
    # Once nothing was left to move; what is handed in from then on never was with the giver.
    settled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="hands_once_a_day", fields=["procedure", "province", "giver", "since"]
            ),
            models.CheckConstraint(
                name="hands_from_one_to_another", condition=~Q(giver=F("taker"))
            ),
        ]

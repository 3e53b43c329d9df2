"""What was found of a procedure in a month, kept so that a page need not count it.

Worked out from the lake and able to be worked out again, so it is not in the journal.
"""

from django.db import models

from toantrinh.kernel.ids import new_id


class Kept(models.Model):
    """The answer for a procedure, everywhere or at the agency with this id, in a month."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    procedure = models.CharField(max_length=40, db_collation="C")
    agency = models.CharField(max_length=40, blank=True, db_collation="C")
    month = models.DateField()
    made_at = models.DateTimeField()
    answer = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="kept_one_a_month", fields=["procedure", "agency", "month"]
            ),
        ]

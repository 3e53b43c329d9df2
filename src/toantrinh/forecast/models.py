"""What is foretold of each procedure at each place, and how well it held month by month.

All of it is worked out from the lake and may be worked out again, so none of it is in the journal.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from toantrinh.forecast.curve import LEAST
from toantrinh.kernel.ids import new_id

# At least and at most so many in a hundred have to come within what was said for nine in ten.
BOUNDS = (85, 95)


class Scope(models.TextChoices):
    """From whose dossiers something is foretold, the nearest first."""

    AGENCY = "agency", "Cơ quan này"
    PROVINCE = "province", "Cả tỉnh, thành phố"
    NATION = "nation", "Cả nước"


class Placed(models.Model):
    """Of which procedure, where: an agency's id, the code of a province, or VN."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    procedure = models.CharField(max_length=40, db_collation="C")
    scope = models.CharField(max_length=8, choices=Scope.choices)
    place = models.CharField(max_length=40, db_collation="C")

    class Meta:
        abstract = True


class Forecast(Placed):
    """How long it takes there by what happened lately, in working hours.

    Half of like dossiers have a result within `half` hours and `rank` in a hundred within `most`;
    null where too many are open still. `hours`, `decided` and `left` are the curve.
    """

    made_on = models.DateField()
    since = models.DateField()
    cases = models.PositiveIntegerField()
    hours = ArrayField(models.PositiveIntegerField())
    decided = ArrayField(models.PositiveIntegerField())
    left = ArrayField(models.PositiveIntegerField())
    half = models.PositiveIntegerField(null=True)
    most = models.PositiveIntegerField(null=True)
    rank = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="forecast_one_a_place", fields=["procedure", "scope", "place"]
            ),
            models.CheckConstraint(
                name="forecast_scope_known", condition=Q(scope__in=Scope.values)
            ),
        ]


class Check(Placed):
    """What was foretold for a month, and for how many of the month's dossiers it was so.

    `judged` are those for which it is known, `within` those of them decided in time; `unripe` came
    so late that nothing is known yet.
    """

    month = models.DateField()
    most = models.PositiveIntegerField()
    rank = models.PositiveSmallIntegerField()
    judged = models.PositiveIntegerField(default=0)
    within = models.PositiveIntegerField(default=0)
    unripe = models.PositiveIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="check_one_a_month", fields=["procedure", "scope", "place", "month"]
            ),
            models.CheckConstraint(name="check_scope_known", condition=Q(scope__in=Scope.values)),
            models.CheckConstraint(
                name="check_within_judged", condition=Q(within__lte=F("judged"))
            ),
        ]

    @property
    def enough(self) -> bool:
        """Whether so many are judged that a share says something."""
        return self.judged >= LEAST

    @property
    def too_narrow(self) -> bool:
        """Whether fewer held than was said."""
        return self.enough and self.within * 100 < BOUNDS[0] * self.judged

    @property
    def too_wide(self) -> bool:
        """Whether more held than was said."""
        return self.enough and self.within * 100 > BOUNDS[1] * self.judged

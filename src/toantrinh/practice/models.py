"""What agencies did that worked, who took it up, and what was measured before and after."""

import pgtrigger
from django.db import models
from django.db.models import F, Q

from toantrinh.government.models import Agency
from toantrinh.journal.models import StreamHead
from toantrinh.kernel.ids import new_id
from toantrinh.people import steps
from toantrinh.people.models import Officer


class Stage(models.TextChoices):
    """Where a practice is between who wrote it and everybody."""

    PROPOSED = "proposed", "Chờ cơ quan cấp trên duyệt"
    RETURNED = "returned", "Cần viết lại"
    PUBLISHED = "published", "Đã công bố"
    WITHDRAWN = "withdrawn", "Đã rút"


class Practice(StreamHead):
    """What an agency did from a day on, in its words, for the sake of one measure.

    The agency itself is the first of its uses. `decided_by` approved it last or sent it back.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=300)
    words = models.TextField(max_length=5000)
    measure = models.CharField(max_length=60, db_collation="C")
    stage = models.CharField(max_length=9, choices=Stage.choices, default=Stage.PROPOSED)
    proposed_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    decided_by = models.ForeignKey(Officer, null=True, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="practice_stage_known", condition=Q(stage__in=Stage.values)
            ),
            models.CheckConstraint(
                name="practice_four_eyes",
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("proposed_by")),
            ),
            models.CheckConstraint(
                name="practice_published_by_somebody",
                condition=~Q(stage=Stage.PUBLISHED)
                | Q(decided_by__isnull=False, published_at__isnull=False),
            ),
        ]
        indexes = [models.Index(name="practice_measure", fields=["measure", "stage"])]
        triggers = [pgtrigger.Protect(name="kept", operation=pgtrigger.Delete)]

    def stream(self) -> str:
        return f"practice/{self.id}"


class Step(steps.Step):
    """What one side did with a practice."""

    pk = models.CompositePrimaryKey("practice", "number")
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="steps")

    class Meta:
        triggers = [
            pgtrigger.Protect(name="kept", operation=pgtrigger.Update | pgtrigger.Delete),
        ]


class Outcome(models.TextChoices):
    """Whether a change was counted, and if not, why."""

    WAITING = "waiting", "Chưa tính"
    COUNTED = "counted", "Đã tính"
    EARLY = "early", "Chưa đủ tháng sau khi làm"
    NO_PLACE = "no_place", "Không có địa bàn riêng"
    NO_LAKE = "no_lake", "Chưa có kho số liệu"
    NO_MEASURE = "no_measure", "Chỉ số không còn được tính"
    NOTHING_BEFORE = "nothing_before", "Trước đó không có trường hợp nào"
    NOTHING_AFTER = "nothing_after", "Sau đó không có trường hợp nào"


class Use(models.Model):
    """An agency that works so since a day, and what the house counted at its place.

    Values are fractions as text, exact; `rows` is how many cases each rests on. Only the house
    writes them: `counting.py`.
    """

    pk = models.CompositePrimaryKey("practice", "number")
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="uses")
    number = models.PositiveIntegerField()
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    since = models.DateField()
    by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    outcome = models.CharField(max_length=14, choices=Outcome.choices, default=Outcome.WAITING)
    before = models.CharField(max_length=60, blank=True, db_collation="C")
    before_rows = models.PositiveBigIntegerField(default=0)
    after = models.CharField(max_length=60, blank=True, db_collation="C")
    after_rows = models.PositiveBigIntegerField(default=0)
    counted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="use_agency", fields=["practice", "agency"]),
            models.CheckConstraint(
                name="use_outcome_known", condition=Q(outcome__in=Outcome.values)
            ),
            models.CheckConstraint(
                name="use_counted_has_both",
                condition=~Q(outcome=Outcome.COUNTED) | (~Q(before="") & ~Q(after="")),
            ),
        ]
        triggers = [pgtrigger.Protect(name="kept", operation=pgtrigger.Delete)]

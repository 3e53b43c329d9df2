"""The digital systems, platforms and databases of agencies, what they cost, and each change."""

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from toantrinh.government.models import Agency
from toantrinh.journal.models import StreamHead
from toantrinh.kernel.ids import new_id
from toantrinh.people.models import Officer

LEVELS = range(1, 6)
CODE = r"[a-z][a-z0-9-]{1,39}"


class Kind(models.TextChoices):
    """What something is."""

    SYSTEM = "system", "Hệ thống thông tin"
    PLATFORM = "platform", "Nền tảng số"
    DATABASE = "database", "Cơ sở dữ liệu"


class Hosting(models.TextChoices):
    """Whose machines it runs on."""

    OWN = "own", "Tại cơ quan"
    PROVINCE = "province", "Trung tâm dữ liệu của tỉnh, bộ"
    NATION = "nation", "Trung tâm dữ liệu quốc gia"
    RENTED = "rented", "Thuê đám mây, thuê chỗ đặt"


class System(StreamHead):
    """Something digital that an agency owns, as it is said to be now.

    `level` is the level of security from 1 to 5, empty while nobody set it, and `level_approved`
    the day of the decision that did. In which state it is follows from the four days (`states.py`).
    `registers` names databases beyond these procedures; `contact_post` is the code of a post of the
    owner, never a person. `revision` counts what was said of it from 1.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    owner = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=40, db_collation="C")
    name = models.CharField(max_length=300)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    purpose = models.TextField(max_length=2000)
    level = models.PositiveSmallIntegerField(null=True)
    level_approved = models.DateField(null=True)
    layer = models.CharField(max_length=20, db_collation="C")
    planned_on = models.DateField(null=True)
    building_on = models.DateField(null=True)
    running_on = models.DateField(null=True)
    stopped_on = models.DateField(null=True)
    procedures = ArrayField(models.CharField(max_length=20, db_collation="C"), default=list)
    registers = ArrayField(models.CharField(max_length=200), default=list)
    hosting = models.CharField(max_length=8, choices=Hosting.choices)
    hosted_at = models.CharField(max_length=300, blank=True)
    contact_post = models.CharField(max_length=60, db_collation="C")
    revision = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="system_code", fields=["owner", "code"]),
            models.CheckConstraint(name="system_kind_known", condition=Q(kind__in=Kind.values)),
            models.CheckConstraint(
                name="system_hosting_known", condition=Q(hosting__in=Hosting.values)
            ),
            models.CheckConstraint(
                name="system_level_known",
                condition=Q(level__isnull=True, level_approved__isnull=True)
                | Q(level__range=(LEVELS[0], LEVELS[-1])),
            ),
            models.CheckConstraint(
                name="system_days_known",
                condition=Q(planned_on__isnull=False)
                | Q(building_on__isnull=False)
                | Q(running_on__isnull=False),
            ),
            models.CheckConstraint(
                name="system_stops_after_it_ran",
                condition=Q(stopped_on__isnull=True)
                | Q(running_on__isnull=True)
                | Q(stopped_on__gte=F("running_on")),
            ),
        ]
        triggers = [pgtrigger.Protect(name="kept", operation=pgtrigger.Delete)]

    def stream(self) -> str:
        return f"digital-system/{self.id}"


class Cost(models.Model):
    """What a system costs in a year, in whole đồng: to build it, and to run it."""

    pk = models.CompositePrimaryKey("system", "year")
    system = models.ForeignKey(System, on_delete=models.PROTECT, related_name="costs")
    year = models.PositiveSmallIntegerField()
    build = models.PositiveBigIntegerField()
    run = models.PositiveBigIntegerField()


class Revision(models.Model):
    """All that was said of a system at one time, as `content.Said` spells it; added only."""

    pk = models.CompositePrimaryKey("system", "number")
    system = models.ForeignKey(System, on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField()
    said = models.JSONField()
    # None when a program of the house brought it.
    by = models.ForeignKey(Officer, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        triggers = [
            pgtrigger.Protect(name="kept", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

"""Plans with their targets and tasks, and what was reported of each."""

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from toantrinh.documents.models import StoredFile
from toantrinh.government.abstract import Filed, certainty_known, origin_known
from toantrinh.government.models import Agency
from toantrinh.journal.models import StreamHead
from toantrinh.kernel.ids import new_id
from toantrinh.people.models import Officer
from toantrinh.people.steps import Step


class Plan(StreamHead, Filed):
    """A programme, strategy or resolution that promises something by a day.

    `agency_key` is whose plan it is; they and those above take part in it. `source` is the text.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(max_length=40, unique=True, db_collation="C")
    name = models.CharField(max_length=300)
    name_en = models.CharField(max_length=300, blank=True)
    source = models.CharField(max_length=400)
    agency_key = models.CharField(max_length=40, db_collation="C")

    class Meta:
        constraints = [origin_known("plan_origin_known")]
        triggers = [pgtrigger.Protect(name="kept", operation=pgtrigger.Delete)]

    def stream(self) -> str:
        return f"plan/{self.code}"


class Kind(models.TextChoices):
    """Whether something is to reach a number, or to be done."""

    TARGET = "target", "Chỉ tiêu"
    TASK = "task", "Nhiệm vụ"


class Pillar(models.TextChoices):
    """The three that the national programme stands on."""

    GOVERNMENT = "government", "Chính quyền số"
    ECONOMY = "economy", "Kinh tế số"
    SOCIETY = "society", "Xã hội số"


class Target(Filed):
    """One line of a plan: a number to reach or a task to finish by a day.

    `goal` is spelled as in the plan (`goals.py` reads it) and empty for a figure that is only to be
    compared with. `owner_key` is the agency that answers for it; empty where the plan names none.
    `measure` is the key of the measure that tells the value, where the house computes one.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="targets")
    number = models.CharField(max_length=20, db_collation="C")
    position = models.PositiveIntegerField()
    kind = models.CharField(max_length=6, choices=Kind.choices)
    name = models.CharField(max_length=400)
    name_en = models.CharField(max_length=400, blank=True)
    unit = models.CharField(max_length=60, blank=True)
    goal = models.CharField(max_length=60, blank=True)
    due = models.DateField()
    pillar = models.CharField(max_length=10, choices=Pillar.choices)
    tags = ArrayField(models.CharField(max_length=40), default=list)
    owner_key = models.CharField(max_length=40, blank=True, db_collation="C")
    measure = models.CharField(max_length=60, blank=True, db_collation="C")
    source = models.CharField(max_length=400)
    certainty = models.CharField(max_length=10)

    class Meta:
        constraints = [
            origin_known("target_origin_known"),
            certainty_known("target_certainty_known"),
            models.UniqueConstraint(name="target_number", fields=["plan", "number"]),
            models.CheckConstraint(name="target_kind_known", condition=Q(kind__in=Kind.values)),
            models.CheckConstraint(
                name="target_pillar_known", condition=Q(pillar__in=Pillar.values)
            ),
        ]
        indexes = [models.Index(name="target_owner", fields=["owner_key"])]
        triggers = [pgtrigger.Protect(name="kept", operation=pgtrigger.Delete)]


class Report(models.Model):
    """What somebody reported of a target as of a day; added, never changed.

    `value` is in the target's unit; of a task, and of a goal in words, `done` says whether it is.
    `number` counts the reports of a target from 1.
    """

    pk = models.CompositePrimaryKey("target", "number")
    target = models.ForeignKey(Target, on_delete=models.PROTECT, related_name="reports")
    number = models.PositiveIntegerField()
    day = models.DateField()
    value = models.DecimalField(max_digits=16, decimal_places=4, null=True)
    done = models.BooleanField(null=True)
    # The proof, in words: which document, which page, which system.
    evidence = models.CharField(max_length=1000)
    # And, where there are, an address on the net and a file.
    link = models.CharField(max_length=500, blank=True, default="")
    file = models.ForeignKey(StoredFile, null=True, on_delete=models.PROTECT, related_name="+")
    certainty = models.CharField(max_length=10)
    # Whether the house counted it from what happened; otherwise somebody reported it.
    measured = models.BooleanField(default=False)
    # None when it came with the files of a release.
    made_by = models.ForeignKey(Officer, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            certainty_known("report_certainty_known"),
            models.CheckConstraint(
                name="report_says_one_thing",
                condition=Q(value__isnull=True) ^ Q(done__isnull=True),
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="kept", operation=pgtrigger.Update | pgtrigger.Delete),
        ]


class Stage(models.TextChoices):
    """Where a directive is between who gave it and who carries it out."""

    GIVEN = "given", "Chờ nhận việc"
    ACCEPTED = "accepted", "Đang thực hiện"
    REPORTED = "reported", "Chờ duyệt báo cáo"
    CLOSED = "closed", "Đã hoàn thành"
    DECLINED = "declined", "Đã trả lại"


OPEN = (Stage.GIVEN, Stage.ACCEPTED, Stage.REPORTED)


class Directive(StreamHead):
    """Something that a leader tells an agency below to do by a day; `target` is what it serves."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    title = models.CharField(max_length=300)
    words = models.TextField(max_length=5000)
    giver = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    addressee = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    target = models.ForeignKey(
        Target, null=True, on_delete=models.PROTECT, related_name="directives"
    )
    due = models.DateField()
    stage = models.CharField(max_length=8, choices=Stage.choices, default=Stage.GIVEN)
    given_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="directive_stage_known", condition=Q(stage__in=Stage.values)
            ),
        ]
        indexes = [
            models.Index(name="directive_giver", fields=["giver", "stage", "due"]),
            models.Index(name="directive_addressee", fields=["addressee", "stage", "due"]),
        ]
        triggers = [pgtrigger.Protect(name="kept", operation=pgtrigger.Delete)]

    def stream(self) -> str:
        return f"directive/{self.id}"


class DirectiveStep(Step):
    """What one side did with a directive."""

    pk = models.CompositePrimaryKey("directive", "number")
    directive = models.ForeignKey(Directive, on_delete=models.PROTECT, related_name="steps")

    class Meta:
        triggers = [
            pgtrigger.Protect(name="kept", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

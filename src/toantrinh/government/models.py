"""Units, agencies of every tier, posts, calendars and rules: each true from one day to another."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models

from toantrinh.government.abstract import (
    Dated,
    Filed,
    Scoped,
    certainty_known,
    in_order,
    origin_known,
)
from toantrinh.kernel.ids import new_id

# The shape of an official agency code (TT 03/2025/TT-VPCP); a code of ours never has it.
OFFICIAL_CODE = r"^[A-Z]\d{2}(\.\d{2,3}(\.\d{2})?)?$"


def _words() -> models.GeneratedField:
    """The folded words, so that a few of them in any order find the row."""
    return models.GeneratedField(
        expression=SearchVector("folded", config="simple"),
        output_field=SearchVectorField(),
        db_persist=True,
    )


class UnitKind(models.TextChoices):
    """What a unit is called, by law."""

    PROVINCE = "tinh", "Tỉnh"
    CITY = "thanh_pho", "Thành phố"
    COMMUNE = "xa", "Xã"
    WARD = "phuong", "Phường"
    SPECIAL_ZONE = "dac_khu", "Đặc khu"


class Unit(Dated, Filed):
    """A province or a commune while its code, name, kind and place in the tree stayed the same.

    `code` is that of the statistics office: 2 digits for a province, 5 for a commune. A change of
    kind or name is a row of its own that names the earlier one as its predecessor.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(max_length=5)
    name = models.CharField(max_length=100)
    kind = models.CharField(max_length=10, choices=UnitKind.choices)
    # The code of the province a commune belongs to; empty for a province.
    parent_code = models.CharField(max_length=5, blank=True)
    name_sort = models.CharField(max_length=400, db_collation="C")
    # The name as a hurried thumb types it, with the kind before it.
    folded = models.CharField(max_length=120, db_collation="C")
    words = _words()
    predecessors = models.ManyToManyField("self", symmetrical=False, related_name="successors")

    class Meta:
        constraints = [
            origin_known("unit_origin_known"),
            models.UniqueConstraint(name="unit_code_from", fields=["code", "valid_from"]),
            in_order("unit_dates_in_order"),
            models.CheckConstraint(
                name="unit_kind_known", condition=models.Q(kind__in=UnitKind.values)
            ),
        ]
        indexes = [
            models.Index(name="unit_parent", fields=["parent_code", "name_sort"]),
            GinIndex(name="unit_words", fields=["words"]),
        ]

    @property
    def full_name(self) -> str:
        """The name with its kind before it."""
        return f"{UnitKind(self.kind).label} {self.name}"

    @property
    def province_code(self) -> str:
        """The code of the province it is or lies in."""
        return self.parent_code or self.code


class Tier(models.TextChoices):
    """At which level of government an agency works."""

    NATION = "nation", "Trung ương"
    PROVINCE = "province", "Tỉnh"
    COMMUNE = "commune", "Xã"


class AgencyKind(models.Model):
    """A kind of agency that every province or commune has, or the kind of a single one.

    A vertical kind answers to the same agency one tier up, not to the committee of its unit.
    """

    code = models.CharField(max_length=30, primary_key=True)
    name = models.CharField(max_length=200)
    tier = models.CharField(max_length=10, choices=Tier.choices)
    vertical = models.BooleanField(default=False)
    one_stop = models.BooleanField(default=False)
    # Whether it helps people with their dossiers: a desk, a team of volunteers, a post office.
    helps = models.BooleanField(default=False, db_default=False)


class Agency(Dated, Filed):
    """An agency while its code, name and place in the tree stayed the same.

    `key` names it through all its names and codes: unit and kind, such as `08.ubnd`. `path` is the
    keys from the government down, each followed by a slash, so that whoever works above sees it by
    one range of an index. One that ended before the house began stands below its successor; one
    that ended later stays where it stood, and `lineage` leads to it.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key = models.CharField(max_length=40, db_collation="C")
    code = models.CharField(max_length=50, db_collation="C")
    # Whether the state issued the code; until it does, ours begins with `tam.`.
    official = models.BooleanField(default=False)
    name = models.CharField(max_length=250)
    name_sort = models.CharField(max_length=800, db_collation="C")
    folded = models.CharField(max_length=250, db_collation="C")
    words = _words()
    kind = models.ForeignKey(AgencyKind, on_delete=models.PROTECT, related_name="agencies")
    # None for an agency of the nation.
    unit = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="agencies")
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    path = models.CharField(max_length=250, db_collation="C")
    successor = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="predecessors"
    )

    class Meta:
        constraints = [
            origin_known("agency_origin_known"),
            models.UniqueConstraint(name="agency_code_from", fields=["code", "valid_from"]),
            models.UniqueConstraint(name="agency_key_from", fields=["key", "valid_from"]),
            in_order("agency_dates_in_order"),
            models.CheckConstraint(
                name="agency_code_ours_looks_so",
                condition=models.Q(official=True) | ~models.Q(code__regex=OFFICIAL_CODE),
            ),
            models.CheckConstraint(
                name="agency_code_official_looks_so",
                condition=models.Q(official=False) | models.Q(code__regex=OFFICIAL_CODE),
            ),
        ]
        indexes = [
            # The collation is C, so the plain index serves ranges and prefixes alike.
            models.Index(name="agency_path", fields=["path"]),
            GinIndex(name="agency_words", fields=["words"]),
        ]


class PostRole(models.TextChoices):
    """What the holder of a post may do: with dossiers, with the house, or for those it knows."""

    RECEPTION = "reception", "Tiếp nhận và trả kết quả"
    SPECIALIST = "specialist", "Thụ lý"
    LEADER = "leader", "Lãnh đạo"
    # Agencies, posts, officers, hours, rules: no dossier is theirs to see.
    ADMINISTRATOR = "administrator", "Quản trị"
    # Luật 91/2025: answers persons who ask why somebody looked.
    DATA_OFFICER = "data_officer", "Bảo vệ dữ liệu cá nhân"
    # Writes drafts of procedures; somebody else publishes them.
    CATALOGUE_EDITOR = "catalogue_editor", "Biên tập thủ tục"


class Post(Dated):
    """A place in an agency that officers hold one after another, while its roles stayed the same.

    `code` names it through all its roles; other roles are a row of their own, from their day on.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="posts")
    code = models.CharField(max_length=60, db_collation="C")
    title = models.CharField(max_length=150)
    roles = ArrayField(models.CharField(max_length=20, choices=PostRole.choices))
    # Whether the holder signs results for the agency.
    signs = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="post_code_from", fields=["agency", "code", "valid_from"]),
            in_order("post_dates_in_order"),
            models.CheckConstraint(
                name="post_roles_known",
                condition=models.Q(roles__contained_by=PostRole.values, roles__len__gt=0),
            ),
            models.CheckConstraint(
                name="post_only_leaders_sign",
                condition=models.Q(signs=False) | models.Q(roles__contains=["leader"]),
            ),
        ]


class WorkingHours(Scoped):
    """The hours an agency works, week by week.

    `spells` has a list for each day from Monday (0) to Sunday (6), of pairs `["07:30", "11:30"]`.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    spells = models.JSONField()
    # The season, day and month `MM-DD`, both days counting; empty for the whole year.
    season_from = models.CharField(max_length=5, blank=True)
    season_to = models.CharField(max_length=5, blank=True)

    class Meta:
        constraints = [
            origin_known("hours_origin_known"),
            models.UniqueConstraint(
                name="hours_scope_from",
                fields=["agency_key", "kind_code", "unit_code", "season_from", "valid_from"],
            ),
            in_order("hours_dates_in_order"),
            certainty_known("hours_certainty_known"),
        ]


class DayKind(models.TextChoices):
    """How a day differs from its week."""

    OFF = "off", "Nghỉ"
    MADE_UP = "made_up", "Làm bù"
    # Takes back a word on the same day, of the same scope or from above.
    USUAL = "usual", "Như thường"


class CalendarDay(Filed):
    """A day that is off, or one on which work is made up for, or as usual after all."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    day = models.DateField()
    kind = models.CharField(max_length=10, choices=DayKind.choices)
    name = models.CharField(max_length=150)
    # For a day that is made up for: the day off whose hours it takes.
    replaces = models.DateField(null=True)
    # Empty for the nation, else the code of a province or commune.
    unit_code = models.CharField(max_length=5, blank=True)
    source = models.CharField(max_length=300)
    certainty = models.CharField(max_length=10)

    class Meta:
        constraints = [
            origin_known("calendar_day_origin_known"),
            models.UniqueConstraint(name="calendar_day_scope", fields=["day", "unit_code"]),
            models.CheckConstraint(
                name="calendar_day_kind_known", condition=models.Q(kind__in=DayKind.values)
            ),
            certainty_known("calendar_day_certainty_known"),
        ]


class Rule(Scoped):
    """One legal number, or choice, that changes with the law: `clock.same_day_cutoff`."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key = models.CharField(max_length=60)
    value = models.JSONField()

    class Meta:
        constraints = [
            origin_known("rule_origin_known"),
            models.UniqueConstraint(
                name="rule_scope_from",
                fields=["key", "agency_key", "kind_code", "unit_code", "valid_from"],
            ),
            in_order("rule_dates_in_order"),
            certainty_known("rule_certainty_known"),
        ]


class Reason(Scoped):
    """A reason that may be given for an act, by code: what forms offer and statistics count.

    `act` is a name of the lifecycle table, or `break_glass`.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    act = models.CharField(max_length=30, db_collation="C")
    code = models.CharField(max_length=40, db_collation="C")
    # The place in the list.
    position = models.PositiveSmallIntegerField()
    words = models.CharField(max_length=300)
    words_en = models.CharField(max_length=300)

    class Meta:
        constraints = [
            origin_known("reason_origin_known"),
            models.UniqueConstraint(
                name="reason_scope_from",
                fields=["act", "code", "agency_key", "kind_code", "unit_code", "valid_from"],
            ),
            in_order("reason_dates_in_order"),
            certainty_known("reason_certainty_known"),
        ]


class WordingPart(models.TextChoices):
    """Where in a letter or notice an agency's own lines stand."""

    HEADER = "header", "Đầu văn bản"
    CLOSING = "closing", "Lời kết"
    SIGNATURE = "signature", "Trên tên người ký"


class Wording(Scoped):
    """An agency's own lines in one part of a letter or notice; `wording.py` says what may stand."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    letter = models.CharField(max_length=40, db_collation="C")
    part = models.CharField(max_length=10, choices=WordingPart.choices)
    text = models.TextField()

    class Meta:
        constraints = [
            origin_known("wording_origin_known"),
            models.UniqueConstraint(
                name="wording_scope_from",
                fields=["letter", "part", "agency_key", "kind_code", "unit_code", "valid_from"],
            ),
            in_order("wording_dates_in_order"),
            models.CheckConstraint(
                name="wording_part_known", condition=models.Q(part__in=WordingPart.values)
            ),
            certainty_known("wording_certainty_known"),
        ]


class DataVersion(models.Model):
    """One load of the files, or one change by an administrator, and which values it changed.

    `digest` is that of the files last loaded. Rows are added only; the latest says what the tables
    hold, and whoever keeps readings of them in memory goes by its id.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    digest = models.CharField(max_length=64)
    loaded_at = models.DateTimeField(db_index=True)
    counts = models.JSONField()
    changes = models.JSONField()

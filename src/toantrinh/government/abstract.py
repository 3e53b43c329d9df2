"""What rows have in common: true from day to day, of some scope, written by files or people."""

from datetime import date

from django.db import models

CERTAINTY = ["found", "high", "medium", "low"]


class Dated(models.Model):
    """Something that holds from one day to another; both days count."""

    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        abstract = True

    def holds_on(self, day: date) -> bool:
        """Whether it holds on that day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


class Origin(models.TextChoices):
    """Who says what a row says: loading the files mends only rows that are the files' own."""

    FILES = "files", "Tệp dữ liệu"
    HOUSE = "house", "Người quản trị"


class Filed(models.Model):
    """A row that the files and administrators write, each knowing what the other said.

    `filed` is a digest of what the files said of it when they were last loaded, empty where they
    said nothing; see docs/decisions/0004-files-and-house.md.
    """

    origin = models.CharField(max_length=5, choices=Origin.choices, default=Origin.FILES)
    filed = models.CharField(max_length=32, blank=True, db_collation="C")

    class Meta:
        abstract = True


def origin_known(name: str) -> models.CheckConstraint:
    """A row says whether files or people wrote it."""
    return models.CheckConstraint(name=name, condition=models.Q(origin__in=Origin.values))


class Scoped(Dated, Filed):
    """A dated fact of the nation, or of one province, kind or agency, which then goes before.

    `source` is the text it stands on, `certainty` how sure that is.
    """

    agency_key = models.CharField(max_length=40, blank=True, db_collation="C")
    kind_code = models.CharField(max_length=30, blank=True)
    unit_code = models.CharField(max_length=5, blank=True)
    source = models.CharField(max_length=300)
    certainty = models.CharField(max_length=10)

    class Meta:
        abstract = True


def in_order(name: str) -> models.CheckConstraint:
    """A row does not end before it begins."""
    return models.CheckConstraint(
        name=name,
        condition=models.Q(valid_to__isnull=True) | models.Q(valid_to__gte=models.F("valid_from")),
    )


def certainty_known(name: str) -> models.CheckConstraint:
    """How sure a row is stands as one of the known words."""
    return models.CheckConstraint(name=name, condition=models.Q(certainty__in=CERTAINTY))

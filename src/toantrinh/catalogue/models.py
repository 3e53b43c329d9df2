"""What the state offers: procedures, and versions of them that are in force from a day on."""

from functools import cached_property
from uuid import UUID

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from toantrinh.catalogue.content import ProcedureContent
from toantrinh.kernel.ids import new_id

# Parsed contents by version, which never changes; let go of all at once when there are too many.
_read: dict[UUID, ProcedureContent] = {}
_MOST_READ = 500


class Source(models.TextChoices):
    """Where a version came from; an authored one is never replaced by an imported one."""

    NATIONAL = "national"
    AUTHORED = "authored"


class Procedure(models.Model):
    """A procedure by its national code, with what lists and search need of its current version."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(max_length=20, unique=True, db_collation="C")
    name = models.CharField(max_length=1000)
    # How people call it; the law's name when nobody wrote a better one.
    plain_name = models.CharField(max_length=1000)
    name_sort = models.TextField(db_collation="C")
    sector = models.CharField(max_length=300)
    level = models.CharField(max_length=100)
    # Folded words, weighted: A name and keywords, B sector and agency, C all else.
    words = SearchVectorField()
    # For ranking: names folded, one a line; all else that tells, folded; the names with marks.
    name_folded = models.TextField()
    other_folded = models.TextField()
    name_marked = models.TextField()
    open = models.BooleanField(default=True)
    created_at = models.DateTimeField()

    class Meta:
        indexes = [
            GinIndex(name="procedure_words", fields=["words"]),
            models.Index(name="procedure_sector", fields=["sector", "name_sort"]),
        ]


class Version(models.Model):
    """What held for a procedure from one day on. Dossiers keep theirs for life; rows never change.

    Of two versions in force on a day, the authored one counts, then the later one.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    procedure = models.ForeignKey(Procedure, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    source = models.CharField(max_length=10, choices=Source.choices)
    valid_from = models.DateField()
    content = models.JSONField()
    # What was published, word by word, section by section: nothing read is lost.
    raw = models.JSONField(null=True)
    digest = models.BinaryField()
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="version_number", fields=["procedure", "number"]),
            models.CheckConstraint(
                name="version_source_known", condition=models.Q(source__in=Source.values)
            ),
        ]

    @cached_property
    def read(self) -> ProcedureContent:
        """The content as typed data, parsed once a process."""
        known = _read.get(self.id)
        if known is None:
            known = ProcedureContent.model_validate(self.content)
            if len(_read) >= _MOST_READ:
                _read.clear()
            _read[self.id] = known
        return known


class Word(models.Model):
    """In how many procedures a folded word occurs, so that search knows what it tells."""

    word = models.CharField(max_length=100, primary_key=True, db_collation="C")
    procedures = models.PositiveIntegerField()

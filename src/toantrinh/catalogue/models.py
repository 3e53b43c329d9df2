"""What the state offers: procedures, and versions of them that are in force from a day on."""

from functools import cached_property
from uuid import UUID

import pgtrigger
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from toantrinh.catalogue.content import ProcedureContent
from toantrinh.government.models import Agency
from toantrinh.kernel.ids import new_id
from toantrinh.people.models import Officer

# Parsed contents by version, which never changes; let go of all at once when there are too many.
_read: dict[UUID, ProcedureContent] = {}
_MOST_READ = 500


class Source(models.TextChoices):
    """Where a version came from; one that was written here is never replaced by an imported one."""

    NATIONAL = "national"
    AUTHORED = "authored"
    # Changed here: begun from a version that was there.
    EDITED = "edited"


# What the house itself says of a procedure counts before what is imported.
WRITTEN_HERE = (Source.AUTHORED, Source.EDITED)


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

    Of two versions in force on a day, the one written here counts, then the later one.
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
        triggers = [
            pgtrigger.Protect(name="never_changes", operation=pgtrigger.Update | pgtrigger.Delete)
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


class DraftState(models.TextChoices):
    """Whether a draft may still change."""

    OPEN = "open"
    PUBLISHED = "published"
    DISCARDED = "discarded"


# Four eyes cannot be turned away by writing another's name while publishing.
_DECIDED_AS_SAVED = """
IF OLD.state <> 'open' THEN
    RAISE EXCEPTION 'draft % is %', OLD.id, OLD.state;
END IF;
IF NEW.state <> 'open'
   AND (NEW.code, NEW.source, NEW.content, NEW.templates, NEW.revision, NEW.changed_by_id)
   IS DISTINCT FROM
   (OLD.code, OLD.source, OLD.content, OLD.templates, OLD.revision, OLD.changed_by_id)
THEN
    RAISE EXCEPTION 'draft % is decided as it was saved', OLD.id;
END IF;
RETURN NEW;
"""


class Draft(models.Model):
    """A version that somebody is still writing; it may be incomplete, and is kept as typed.

    `content` is what the folder's sheet would say, as plain values, but for the day;
    `templates` maps file names such as `giay.typ` to Typst. `revision` counts the savings: whoever
    saves names the one they read. Nobody is `created_by` where the system imported it.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(max_length=20, db_collation="C")
    base = models.ForeignKey(Version, null=True, on_delete=models.PROTECT, related_name="drafts")
    source = models.CharField(max_length=10, choices=Source.choices)
    # Where it is written: who publishes stands there or above. None for an imported one.
    agency = models.ForeignKey(Agency, null=True, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=1000)
    content = models.JSONField()
    templates = models.JSONField(default=dict)
    # Of an imported one: the newest record's digest, what it says, and its text by sections.
    digest = models.BinaryField(default=b"")
    record = models.JSONField(null=True)
    raw = models.JSONField(null=True)
    revision = models.PositiveIntegerField(default=1)
    state = models.CharField(
        max_length=10, choices=DraftState.choices, default=DraftState.OPEN, db_collation="C"
    )
    created_by = models.ForeignKey(
        Officer, null=True, on_delete=models.PROTECT, related_name="drafts_begun"
    )
    created_at = models.DateTimeField()
    changed_by = models.ForeignKey(
        Officer, null=True, on_delete=models.PROTECT, related_name="drafts_changed"
    )
    changed_at = models.DateTimeField()
    published_by = models.ForeignKey(
        Officer, null=True, on_delete=models.PROTECT, related_name="drafts_published"
    )
    version = models.OneToOneField(
        Version, null=True, on_delete=models.PROTECT, related_name="draft"
    )

    class Meta:
        indexes = [models.Index(name="draft_by_state", fields=["state", "code", "-changed_at"])]
        constraints = [
            models.UniqueConstraint(
                name="draft_imported_once",
                fields=["code"],
                condition=models.Q(state="open", source="national"),
            ),
            models.CheckConstraint(
                name="draft_source_known", condition=models.Q(source__in=Source.values)
            ),
            models.CheckConstraint(
                name="draft_state_known", condition=models.Q(state__in=DraftState.values)
            ),
            # Four eyes, held against the app itself.
            models.CheckConstraint(
                name="draft_four_eyes",
                condition=~models.Q(state="published")
                | models.Q(published_by__isnull=False, version__isnull=False)
                & (
                    models.Q(changed_by__isnull=True)
                    | ~models.Q(published_by=models.F("changed_by"))
                ),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="decided_as_saved",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func=_DECIDED_AS_SAVED,
            ),
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
        ]


class Word(models.Model):
    """In how many procedures a folded word occurs, so that search knows what it tells."""

    word = models.CharField(max_length=100, primary_key=True, db_collation="C")
    procedures = models.PositiveIntegerField()

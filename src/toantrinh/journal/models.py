"""What happened, who looked, and the seals on both. Rows are added and never changed.

The app role may not UPDATE, DELETE or TRUNCATE here (privileges.py); triggers hold the same against
the owner's own slips.
"""

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from toantrinh.kernel.ids import new_id

# One lock for all writers of journal rows, shared, and for the sealer, exclusive: when the sealer
# holds it, no row with a lower position can still be on its way.
SEAL_LOCK = 7_318_001

_APPEND_ONLY = [
    pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
    pgtrigger.Trigger(
        name="no_truncate",
        level=pgtrigger.Statement,
        when=pgtrigger.Before,
        operation=pgtrigger.Truncate,
        func="RAISE EXCEPTION 'journal rows are never removed';",
    ),
]


def _position(sequence: str) -> str:
    return (
        f"PERFORM pg_advisory_xact_lock_shared({SEAL_LOCK}); NEW.position := nextval('{sequence}');"
    )


_FOLLOWS = """
IF NEW.seq = 1 THEN
    IF NEW.prev_hash <> ''::bytea THEN
        RAISE EXCEPTION 'the first event of % has a predecessor', NEW.stream;
    END IF;
ELSIF NOT EXISTS (
    SELECT 1 FROM journal_event
    WHERE stream = NEW.stream AND seq = NEW.seq - 1 AND hash = NEW.prev_hash
) THEN
    RAISE EXCEPTION 'event % of % does not follow its predecessor', NEW.seq, NEW.stream;
END IF;
"""


class StreamHead(models.Model):
    """The end of a chain, kept on the row whose story it is, so that a missing last event shows."""

    head_seq = models.PositiveIntegerField(default=0)
    head_hash = models.BinaryField(default=b"")

    class Meta:
        abstract = True

    def stream(self) -> str:
        """The chain's name, `<kind>/<key>`."""
        raise NotImplementedError


class Stream(StreamHead):
    """The head of a chain that belongs to no row of its own, such as an import."""

    name = models.CharField(max_length=100, primary_key=True, db_collation="C")

    def stream(self) -> str:
        return self.name


class Event(models.Model):
    """One thing that happened, without any personal value: ids, codes, times, salted hashes.

    `hash` is SHA-256 over the canonical spelling of everything before it.
    """

    pk = models.CompositePrimaryKey("stream", "seq")
    stream = models.CharField(max_length=100, db_collation="C")
    seq = models.PositiveIntegerField()
    action = models.CharField(max_length=60)
    actor = models.CharField(max_length=60)
    # The agency for which an officer acted.
    agency = models.UUIDField(null=True)
    at = models.DateTimeField(db_index=True)
    payload = models.JSONField()
    prev_hash = models.BinaryField()
    hash = models.BinaryField()
    # The order in which rows of all streams were written; set by the trigger.
    position = models.BigIntegerField(unique=True, default=0)

    class Meta:
        triggers = [
            *_APPEND_ONLY,
            pgtrigger.Trigger(
                name="follows",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func=_FOLLOWS + _position("journal_event_position") + " RETURN NEW;",
            ),
        ]


class Access(models.Model):
    """One view of personal data: who saw what of whom, on which page, why, and by what right."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    at = models.DateTimeField()
    actor = models.CharField(max_length=60, db_index=True)
    agency = models.UUIDField(null=True)
    # The code of the post at that agency.
    post = models.CharField(max_length=60, blank=True)
    page = models.CharField(max_length=80)
    purpose = models.CharField(max_length=40)
    # By what right, a code of bases.csv; empty in rows from before it was asked for.
    basis = models.CharField(max_length=40, blank=True)
    subject = models.CharField(max_length=100, blank=True)
    persons = ArrayField(models.UUIDField())
    # The dossiers that were on the page.
    dossiers = ArrayField(models.UUIDField(), default=list)
    # Codes of what was seen, such as `answers.child_name` or `papers.2`: in the clear, and masked.
    fields = ArrayField(models.CharField(max_length=100), default=list)
    masked = ArrayField(models.CharField(max_length=100), default=list)
    hash = models.BinaryField()
    position = models.BigIntegerField(unique=True, default=0)

    class Meta:
        # Whoever was seen may ask who looked.
        indexes = [GinIndex(name="access_persons", fields=["persons"])]
        triggers = [
            *_APPEND_ONLY,
            pgtrigger.Trigger(
                name="position",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func=_position("journal_access_position") + " RETURN NEW;",
            ),
        ]


class Seal(models.Model):
    """One minute of the journal, signed. `content` is the sealed text, the same as in the file."""

    number = models.PositiveIntegerField(primary_key=True)
    content = models.TextField()
    signature = models.BinaryField()

    class Meta:
        triggers = _APPEND_ONLY


class SealedDay(models.Model):
    """All seals of one day in Việt Nam under one root, signed when the day was over."""

    day = models.DateField(primary_key=True)
    content = models.TextField()
    signature = models.BinaryField()

    class Meta:
        triggers = _APPEND_ONLY

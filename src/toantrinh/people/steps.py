"""What officers did with something, step by step, and their words then: added, never changed."""

from uuid import UUID

from django.db import models

from toantrinh.host import rows
from toantrinh.kernel.errors import Refusal
from toantrinh.kernel.text import clean, clean_lines
from toantrinh.kernel.time import now
from toantrinh.people.models import Officer

LONGEST = 5000
_TITLE = 300


class Step(models.Model):
    """One of the steps of a thing, which its own table names; its number begins at 1."""

    number = models.PositiveIntegerField()
    act = models.CharField(max_length=20)
    words = models.TextField(max_length=LONGEST, blank=True)
    by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        abstract = True


def add_step(kind: type[Step], *, act: str, words: str, by: UUID, **of: models.Model) -> None:
    """Add the next step of the thing that `of` names, such as `practice=…`."""
    number = models.QuerySet(kind).filter(**of).count() + 1
    rows.insert(kind(**of, number=number, act=act, words=words, by_id=by, at=now()))


def needed_words(text: str, field: str) -> str:
    """What somebody has to write, cleaned; a title is one line. Raises Refusal with the field."""
    said, longest = (clean(text), _TITLE) if field == "title" else (clean_lines(text), LONGEST)
    if not said or len(said) > longest:
        raise Refusal("Hãy ghi nội dung, nhiều nhất %(most)s chữ.", field=field, most=longest)
    return said


def spare_words(text: str) -> str:
    """What somebody may write beside an act, cleaned and cut where it is too long."""
    return clean_lines(text)[:LONGEST]

"""Letters and notices as administrators read them, with an agency's own lines and whence."""

from dataclasses import dataclass
from datetime import date

from toantrinh.administration.letter_book import LETTERS, Known
from toantrinh.administration.scopes import Scopes
from toantrinh.administration.wording_changes import PARTS
from toantrinh.government.carrying import going_on
from toantrinh.government.dated import scope_of
from toantrinh.government.models import Agency, Wording
from toantrinh.government.queries import applies, rank
from toantrinh.government.wording import ROOM
from toantrinh.kernel.time import today


@dataclass(frozen=True)
class Line:
    """Own lines that hold or will hold in one part; `counts` where they are used today."""

    lines: list[str]
    scope: str
    since: date
    until: date | None
    own: bool
    counts: bool


@dataclass(frozen=True)
class Part:
    """A part of a letter that has room for own lines."""

    part: str
    label: str
    texts: list[Line]


def letters(of: Agency) -> list[tuple[Known, list[Part]]]:
    """All letters, each with its parts."""
    rows = [row for row in Wording.objects.filter(going_on(today())) if applies(row, of)]
    rows.sort(key=lambda row: rank(row, of), reverse=True)
    scopes = Scopes(rows)
    return [
        (one, [_part(one.letter, part, rows, scopes, of) for part in ROOM[one.letter]])
        for one in LETTERS
    ]


def _part(letter: str, part: str, rows: list[Wording], scopes: Scopes, of: Agency) -> Part:
    here = [row for row in rows if (row.letter, row.part) == (letter, part)]
    counting = next((row for row in here if row.holds_on(today())), None)
    lines = [
        Line(
            lines=row.text.split("\n"),
            scope=scopes.of(row),
            since=row.valid_from,
            until=row.valid_to,
            own=row.agency_key == scope_of(of),
            counts=row is counting,
        )
        for row in here
    ]
    return Part(part, str(PARTS[part]), lines)

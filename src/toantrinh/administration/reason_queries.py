"""The lists of reasons as administrators read them: what is offered, whence, and what comes."""

from dataclasses import dataclass
from datetime import date

from toantrinh.administration.reason_changes import ACTS
from toantrinh.administration.scopes import Scopes
from toantrinh.government.carrying import going_on
from toantrinh.government.dated import scope_of
from toantrinh.government.models import Agency, Reason
from toantrinh.government.queries import applies, rank
from toantrinh.kernel.time import today


@dataclass(frozen=True)
class Line:
    """A reason from today on; `hidden` where a nearer word on the same code counts."""

    code: str
    words: str
    words_en: str
    position: int
    scope: str
    since: date
    until: date | None
    own: bool
    hidden: bool


def lists(of: Agency) -> list[tuple[str, str, list[Line]]]:
    """For each act its name, its words, and its reasons in order."""
    rows = [row for row in Reason.objects.filter(going_on(today())) if applies(row, of)]
    rows.sort(key=lambda row: rank(row, of), reverse=True)
    scopes = Scopes(rows)
    nearest: dict[tuple[str, str], Reason] = {}
    for row in rows:
        if row.holds_on(today()):
            nearest.setdefault((row.act, row.code), row)
    rows.sort(key=lambda row: (row.position, row.code))
    return [
        (
            act,
            str(label),
            [
                Line(
                    code=row.code,
                    words=row.words,
                    words_en=row.words_en,
                    position=row.position,
                    scope=scopes.of(row),
                    since=row.valid_from,
                    until=row.valid_to,
                    own=row.agency_key == scope_of(of),
                    hidden=row.holds_on(today()) and nearest[row.act, row.code] is not row,
                )
                for row in rows
                if row.act == act
            ],
        )
        for act, label in ACTS.items()
    ]

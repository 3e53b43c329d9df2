"""Rules as administrators read them: what holds for an agency, whence, and what comes next."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from toantrinh.administration import rulebook
from toantrinh.administration.rule_groups import Known
from toantrinh.administration.scopes import Scopes
from toantrinh.government.dated import scope_of
from toantrinh.government.models import Agency, Rule
from toantrinh.government.queries import applies, rank
from toantrinh.kernel.time import today


@dataclass(frozen=True)
class Word:
    """One row about a rule that applies to an agency."""

    value: str
    scope: str
    since: date
    until: date | None
    source: str
    unsure: bool
    own: bool
    counts: bool


@dataclass(frozen=True)
class Held:
    """A rule as it holds for an agency: the word that counts, and the next one, if any."""

    key: str
    label: str
    value: str
    whence: Word | None
    following: Word | None
    # Whether the agency may set it.
    settable: bool


def held(of: Agency) -> list[tuple[str, list[Held]]]:
    """All known rules under their headings."""
    groups = list(rulebook.groups())
    rows = _rows(of, [one.key for _head, ones in groups for one in ones])
    scopes = Scopes(row for found in rows.values() for row in found)
    return [
        (str(head), [_held(one, of, rows.get(one.key, []), scopes) for one in ones])
        for head, ones in groups
    ]


def story(of: Agency, one: Known) -> tuple[Held, list[Word]]:
    """One rule, and all that was, is and will be said of it for an agency, nearest first."""
    rows = _rows(of, [one.key]).get(one.key, [])
    scopes = Scopes(rows)
    return _held(one, of, rows, scopes), _words(one, of, rows, scopes)


def _rows(of: Agency, keys: Iterable[str]) -> dict[str, list[Rule]]:
    found: dict[str, list[Rule]] = {}
    for row in Rule.objects.filter(key__in=list(keys)):
        if applies(row, of):
            found.setdefault(row.key, []).append(row)
    for rows in found.values():
        rows.sort(key=lambda row: rank(row, of), reverse=True)
    return found


def _held(one: Known, of: Agency, rows: list[Rule], scopes: Scopes) -> Held:
    words = _words(one, of, rows, scopes)
    counting = next((word for word in words if word.counts), None)
    near = [word for word in words if word.since > today()]
    return Held(
        key=one.key,
        label=str(one.label),
        value=counting.value if counting else "",
        whence=counting,
        following=min(near, key=lambda word: word.since, default=None),
        settable=not (one.nation and scope_of(of)),
    )


def _words(one: Known, of: Agency, rows: list[Rule], scopes: Scopes) -> list[Word]:
    counting = next((row for row in rows if row.holds_on(today())), None)
    return [
        Word(
            value=one.shape.words(row.value),
            scope=scopes.of(row),
            since=row.valid_from,
            until=row.valid_to,
            source=row.source,
            unsure=row.certainty == "low",
            own=bool(row.agency_key) and row.agency_key == scope_of(of),
            counts=row is counting,
        )
        for row in rows
    ]

"""How many dossiers lie in each pile, counted up to a bound: more than that nobody reads anyway."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet, Value

from toantrinh.dossiers.alarms import concerns, ringing
from toantrinh.dossiers.leafing import DUE
from toantrinh.dossiers.models import Dossier
from toantrinh.dossiers.piles import Pile, legs, piles, plans_of
from toantrinh.host.lifting import lift, names, planted
from toantrinh.host.plans import planned
from toantrinh.host.ready import Places, filled, marks_of, places
from toantrinh.kernel.actors import Actor
from toantrinh.kernel.time import local, now

# As far as is counted; a count of so many means at least so many.
MOST = 1000
_TODAY, _ALARMS = "today", "alarms"
_COUNTED = (
    "SELECT name, count(*), count(*) FILTER (WHERE due_at < %s) FROM ({pieces}) AS pieces"
    " GROUP BY name"
)


@dataclass(frozen=True)
class Counts:
    """How many dossiers lie in each pile, how many are late, and how many fall due today."""

    piles: dict[Pile, int]
    late: int
    today: int
    # What nobody did within its working hours at the officer's agency.
    alarms: int = 0


def counts(actor: Actor) -> Counts:
    """Count what waits, up to MOST of each; what has ended is not counted. One query."""
    moment = now()
    counted = [pile for pile in piles(actor) if pile is not Pile.ENDED]
    pieces = (_waiting(counted, actor), _due_today(counted, actor, moment), _ringing(actor))
    with planned(plans_of(actor)):
        found = _counted([one for each in pieces for one in each], moment)
    every = {name: min(count, MOST) for name, (count, _late) in found.items()}
    return Counts(
        {pile: every.get(pile, 0) for pile in counted},
        min(found.get(Pile.GOING, (0, 0))[1], MOST),
        every.get(_TODAY, 0),
        every.get(_ALARMS, 0),
    )


Piece = tuple[str, Q]


def _waiting(counted: Sequence[Pile], actor: Actor) -> Iterator[Piece]:
    for pile in counted:
        yield from ((pile.value, leg) for leg in legs(pile, actor))


def _due_today(counted: Sequence[Pile], actor: Actor, moment: datetime) -> Iterator[Piece]:
    midnight = local(moment).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    today = Q(due_at__gte=moment, due_at__lte=midnight)
    if Pile.GOING in counted:
        yield from ((_TODAY, leg & today) for leg in legs(Pile.GOING, actor))


def _ringing(actor: Actor) -> Iterator[Piece]:
    mine = concerns(actor, "watches__")
    if mine is not None:
        yield _ALARMS, mine & ringing("watches__")


def _counted(pieces: list[Piece], moment: datetime) -> dict[str, tuple[int, int]]:
    """How many rows go by each name, one dossier once, and how many of them are late."""
    if not pieces:
        return {}
    called, conditions = zip(*pieces, strict=True)
    sql, params = _statement(called, conditions)
    with connection.cursor() as cursor:
        cursor.execute(_COUNTED.format(pieces=sql), [moment, *params])
        return {name: (many, late) for name, many, late in cursor.fetchall()}


def _statement(called: tuple[str, ...], conditions: Sequence[Q]) -> tuple[str, tuple[Any, ...]]:
    """All pieces together with their parameters, written once for all that differ in values."""
    lifted = lift(conditions)
    if lifted is None:
        return _together(called, conditions).query.sql_with_params()
    sql, free = _written(called, lifted.shape, lifted.kinds)
    return sql, filled(free, lifted.values)


@lru_cache(maxsize=128)
def _written(
    called: tuple[str, ...], shape: tuple[Any, ...], kinds: tuple[type, ...]
) -> tuple[str, Places]:
    marks = marks_of(dict(zip(names(len(kinds)), kinds, strict=True)))
    together = _together(called, planted(shape, marks.values()))
    sql, params = together.query.sql_with_params()
    return sql, places(params, marks)


def _together(called: Sequence[str], conditions: Sequence[Q]) -> QuerySet[Dossier, Any]:
    pieces = [_piece(name, leg) for name, leg in zip(called, conditions, strict=True)]
    return pieces[0].union(*pieces[1:]) if len(pieces) > 1 else pieces[0]


def _piece(name: str, leg: Q) -> QuerySet[Dossier, Any]:
    """At most so many of a piece; in order, so that an index is read no further than that."""
    rows = Dossier.objects.filter(leg).order_by(*DUE.by())
    return rows.values("pk", "due_at", name=Value(name))[:MOST]

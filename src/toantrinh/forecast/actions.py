"""Work out what is foretold, keep what was promised for a month, and see whether it held."""

from collections.abc import Iterator
from datetime import date, timedelta

import duckdb
from django.db import transaction

from toantrinh.forecast.curve import HALF, MOST, WIDER, Curve
from toantrinh.forecast.models import Check, Forecast, Scope
from toantrinh.forecast.watching import Span, curves, judge, midnight, watch
from toantrinh.government.queries import rule
from toantrinh.kernel.actors import Actor
from toantrinh.kernel.errors import NotAllowed
from toantrinh.kernel.time import now
from toantrinh.lake import office
from toantrinh.lake.actions import folder
from toantrinh.lake.folding import minute
from toantrinh.lake.line import opened

# From the dossiers of so many days back something is foretold.
DAYS = 90
# So long a month is looked at again while some of its dossiers can't be judged yet.
_MONTHS = 6
_BATCH = 1000


def bring_up(*, actor: Actor, on: date) -> int:
    """Foretell anew by what the lake says, and see how well it held; how many forecasts there are.

    What is foretold first in a month is kept for that month.
    """
    if actor.kind != "system":
        raise NotAllowed("Chỉ hệ thống được tính dự báo.")
    lake = folder()
    first = _months_before(on) - timedelta(days=DAYS)
    line = opened(lake, lake.current(), midnight(first))
    office.lay(line, first, on + timedelta(days=1))
    as_of = minute(now())
    see(line, on, as_of)
    made = foretell(line, on, as_of)
    promise(on)
    return made


@transaction.atomic
def foretell(line: duckdb.DuckDBPyConnection, on: date, as_of: int) -> int:
    """Let the forecasts be what happened in the days before this one; how many there are."""
    since = on - timedelta(days=DAYS)
    watch(line, Span(since, on, as_of))
    hours_a_day = working_day(on)
    wide = _to_widen(on)
    Forecast.objects.all().delete()
    made = 0
    batch: list[Forecast] = []
    for scope, procedure, place, curve in _everywhere(line):
        rank = WIDER if (procedure, scope.value, place) in wide else MOST
        batch.append(_forecast(scope, procedure, place, curve, rank, hours_a_day))
        batch[-1].made_on, batch[-1].since = on, since
        if len(batch) == _BATCH:
            made += len(Forecast.objects.bulk_create(batch))
            batch.clear()
    return made + len(Forecast.objects.bulk_create(batch))


def working_day(on: date) -> int:
    """How many hours a working day has, by the rule of a day."""
    return int(str(rule("clock.hours_per_working_day", on)))


def _everywhere(
    line: duckdb.DuckDBPyConnection,
) -> Iterator[tuple[Scope, str, str, Curve]]:
    for scope in Scope:
        for procedure, place, curve in curves(line, scope):
            yield scope, procedure, place, curve


def _forecast(
    scope: Scope, procedure: str, place: str, curve: Curve, rank: int, hours_a_day: int
) -> Forecast:
    return Forecast(
        procedure=procedure,
        scope=scope,
        place=place,
        cases=curve.decided,
        hours=[hour for hour, _decided, _left in curve.rows],
        decided=[decided for _hour, decided, _left in curve.rows],
        left=[left for _hour, _decided, left in curve.rows],
        half=curve.said(HALF, hours_a_day),
        most=curve.said(rank, hours_a_day),
        rank=rank,
    )


def _to_widen(on: date) -> set[tuple[str, str, str]]:
    """Where what was said for the last month that is known turned out too narrow."""
    latest: dict[tuple[str, str, str], Check] = {}
    since = _months_before(on)
    for one in Check.objects.filter(month__gte=since).order_by("month"):
        if one.enough:
            latest[one.procedure, one.scope, one.place] = one
    return {
        at
        for at, one in latest.items()
        # What was widened stays so until more held than was said.
        if one.too_narrow or (one.rank == WIDER and not one.too_wide)
    }


def promise(on: date) -> int:
    """Keep what is foretold now for the month of a day, once; how much was kept."""
    month = on.replace(day=1)
    if Check.objects.filter(month=month).exists():
        return 0
    kept = [
        Check(
            procedure=one.procedure,
            scope=one.scope,
            place=one.place,
            month=month,
            most=one.most,
            rank=one.rank,
        )
        for one in Forecast.objects.all()
        if one.most is not None
    ]
    return len(Check.objects.bulk_create(kept, batch_size=_BATCH))


def see(line: duckdb.DuckDBPyConnection, on: date, as_of: int) -> int:
    """Judge what was said for months that are over, until all their dossiers are known."""
    waiting = Check.objects.filter(month__gte=_months_before(on), month__lt=on.replace(day=1))
    unsettled = waiting.exclude(unripe=0)
    months = sorted(set(unsettled.values_list("month", flat=True)))
    seen = 0
    for month in months:
        checks = list(unsettled.filter(month=month))
        told = judge(line, checks, month, as_of)
        for one in checks:
            one.judged, one.within, one.unripe = told.get(str(one.pk), (0, 0, 0))
        Check.objects.bulk_update(checks, ["judged", "within", "unripe"], batch_size=_BATCH)
        seen += len(checks)
    return seen


def _months_before(on: date) -> date:
    return (on.replace(day=1) - timedelta(days=31 * _MONTHS)).replace(day=1)

"""Office time in columns, so that an engine counts it without a calendar.

A calendar's place of a moment is how many minutes it had worked by then since its first day: the
office time between two moments is the difference of their places. Agencies of the same hours share
one calendar.
"""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

import duckdb
import pyarrow as pa
from django.db.models import Q

from toantrinh.government.calendar import Calendar
from toantrinh.government.models import Agency, CalendarDay, WorkingHours
from toantrinh.government.queries import calendar_from
from toantrinh.kernel.ids import ids_among
from toantrinh.kernel.time import HANOI
from toantrinh.lake.folding import minute
from toantrinh.lake.shapes import Row

_DAY = timedelta(days=1)
_SPELLS = pa.schema([(name, pa.int64()) for name in ("calendar", "opens", "length", "before")])
# Found by `ASOF JOIN spells s ON s.calendar = … AND moment >= s.opens`.
_PLACE = """
CREATE OR REPLACE TEMP MACRO place(moment, spell) AS
    spell.before + least(moment - spell.opens, spell.length)
"""
_KEPT_BY = pa.schema([("agency", pa.string()), ("calendar", pa.int64())])


def calendars(agencies: Iterable[str], first: date, last: date) -> dict[str, Calendar]:
    """The calendar of each agency, by its id, for the days from one to another."""
    lasting = Q(valid_from__lte=last) & (Q(valid_to__isnull=True) | Q(valid_to__gte=first))
    hours = list(WorkingHours.objects.filter(lasting))
    days = list(CalendarDay.objects.filter(day__range=(first, last)))
    found = Agency.objects.filter(pk__in=ids_among(agencies)).select_related("kind", "unit")
    return {str(one.pk): calendar_from(one, hours, days) for one in found}


def lay(line: duckdb.DuckDBPyConnection, first: date, last: date) -> None:
    """Put the tables `kept_by` and `spells` beside the lake, for the agencies of its cases.

    And `place(moment, spell)`, which tells the place of a moment.
    """
    asked = line.execute("SELECT DISTINCT agency FROM cases WHERE agency IS NOT NULL").fetchall()
    lay_of(line, calendars((agency for (agency,) in asked), first, last), first, last)


def lay_of(
    line: duckdb.DuckDBPyConnection, by_agency: dict[str, Calendar], first: date, last: date
) -> None:
    """The same for calendars that are known."""
    numbers: dict[Calendar, int] = {}
    kept_by: list[Row] = [
        {"agency": agency, "calendar": numbers.setdefault(one, len(numbers))}
        for agency, one in by_agency.items()
    ]
    told = [row for one, number in numbers.items() for row in _spells(one, number, first, last)]
    for name, rows, schema in (("kept_by", kept_by, _KEPT_BY), ("spells", told, _SPELLS)):
        line.register("rows_of_office", pa.Table.from_pylist(rows, schema))
        line.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS FROM rows_of_office")
        line.unregister("rows_of_office")
    line.execute(_PLACE)


def _spells(calendar: Calendar, number: int, first: date, last: date) -> Iterable[Row]:
    """When it opens, for how long, and how much it worked before; from the first midnight on."""
    midnight = minute(datetime.combine(first, time(), HANOI))
    yield {"calendar": number, "opens": midnight, "length": 0, "before": 0}
    before, day = 0, first
    while day <= last:
        for start, end in calendar.office(day):
            opens = midnight + start
            yield {"calendar": number, "opens": opens, "length": end - start, "before": before}
            before += end - start
        midnight, day = midnight + 24 * 60, day + _DAY

"""An agency's hours and special days, as administrators read them: what holds, since when, why."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from toantrinh.administration.scopes import Scopes
from toantrinh.administration.words import week_in_words
from toantrinh.government.carrying import going_on
from toantrinh.government.dated import scope_of
from toantrinh.government.models import Agency, CalendarDay, DayKind, WorkingHours
from toantrinh.government.queries import applies, hours_rank
from toantrinh.kernel.time import today

_KINDS = {DayKind.OFF: "off", DayKind.MADE_UP: "made_up", DayKind.USUAL: "usual"}


@dataclass(frozen=True)
class Timetable:
    """Weekly hours that hold or will hold for an agency; `own` ones can be ended there."""

    scope: str
    own: bool
    # Whether it is what counts today, outside of seasons.
    counts: bool
    week: list[str]
    season: str
    since: date
    until: date | None
    source: str
    season_first: str


def timetables(of: Agency) -> list[Timetable]:
    """All that is said of an agency's hours from today on, what goes before first."""
    rows = [row for row in WorkingHours.objects.filter(going_on(today())) if applies(row, of)]
    rows.sort(key=lambda row: hours_rank(row, of), reverse=True)
    scopes = Scopes(rows)
    counting = next((row for row in rows if row.holds_on(today()) and not row.season_from), None)
    return [
        Timetable(
            scope=scopes.of(row),
            own=bool(row.agency_key) and row.agency_key == scope_of(of),
            counts=row is counting,
            week=week_in_words(row.spells),
            season=_season(row),
            since=row.valid_from,
            until=row.valid_to,
            source=row.source,
            season_first=row.season_from,
        )
        for row in rows
    ]


def _season(row: WorkingHours) -> str:
    if not row.season_from:
        return ""
    ends = {"first": _day_month(row.season_from), "last": _day_month(row.season_to)}
    return _("hằng năm từ %(first)s đến hết %(last)s") % ends


def _day_month(text: str) -> str:
    month, day = text.split("-")
    return f"{day}/{month}"


@dataclass(frozen=True)
class SpecialDay:
    """A day unlike its week, and who says so."""

    day: date
    kind: str
    name: str
    replaces: date | None
    scope: str
    source: str


def special_days(of: Agency, year: int) -> list[SpecialDay]:
    """The days of a year that are unlike their week for an agency; nearer words stand last."""
    codes = {"", of.unit.code, of.unit.province_code} if of.unit else {""}
    found = CalendarDay.objects.filter(Q(unit_code__in=codes), day__year=year)
    rows = sorted(found, key=lambda row: (row.day, len(row.unit_code)))
    scopes = Scopes(rows)
    return [
        SpecialDay(
            day=row.day,
            kind=_KINDS[DayKind(row.kind)],
            name=row.name,
            replaces=row.replaces,
            scope=scopes.of(row),
            source=row.source,
        )
        for row in rows
    ]

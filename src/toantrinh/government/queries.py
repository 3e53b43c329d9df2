"""All that is read here: units, agencies and their tree, calendars, rules."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from uuid import UUID

from django.contrib.postgres.search import SearchQuery
from django.db.models import Q, QuerySet

from toantrinh.government.abstract import Scoped
from toantrinh.government.calendar import Calendar, Hours, Season, Spell, Week
from toantrinh.government.memory import remembered
from toantrinh.government.models import Agency, CalendarDay, DayKind, Post, Rule, Unit, WorkingHours
from toantrinh.kernel.errors import NotFound
from toantrinh.kernel.text import tokens
from toantrinh.kernel.time import today

# The government itself stands above all; what comes below it is the root of a house of its own.
_DEPTH_OF_ROOT = 2
_FOUND_AT_MOST = 20


def in_force(on: date, of: str = "") -> Q:
    """The condition that a dated row holds on a day; `of` leads to it, such as `post__agency__`."""
    begun = Q(**{f"{of}valid_from__lte": on})
    return begun & (Q(**{f"{of}valid_to__isnull": True}) | Q(**{f"{of}valid_to__gte": on}))


def unit(code: str, on: date | None = None) -> Unit:
    """A unit as it was on a day, or as it is today. Raises NotFound."""
    found = Unit.objects.filter(in_force(on or today()), code=code).first()
    if found is None:
        raise NotFound("Không có đơn vị hành chính mã %(code)s.", code=code)
    return found


def unit_now(code: str, on: date | None = None) -> Unit | None:
    """The unit that has this code on a day, or that goes on by then for the one that last had it.

    None if there never was one.
    """
    return _unit_now(code, on or today())


@remembered
def _unit_now(code: str, day: date) -> Unit | None:
    rows = list(Unit.objects.filter(code=code).order_by("-valid_from"))
    found = next((row for row in rows if row.holds_on(day)), rows[0] if rows else None)
    return _goes_on(found, day) if found else None


def _goes_on(one: Unit, on: date) -> Unit:
    """The unit itself, or what it has become by a day; what was divided is its eldest part."""
    while one.valid_to is not None and one.valid_to < on:
        after = min(one.successors.all(), key=lambda row: (row.valid_from, row.code), default=None)
        if after is None:
            break
        one = after
    return one


def province(code: str, on: date | None = None) -> Unit:
    """A province by its own code or by that of one of its communes. Raises NotFound."""
    return _province(code, on or today())


@remembered
def _province(code: str, on: date) -> Unit:
    found = unit(code, on)
    return unit(found.parent_code, on) if found.parent_code else found


def provinces(on: date | None = None) -> QuerySet[Unit]:
    """All provinces of a day, in the order of the dictionary."""
    return units_of("", on)


def units_of(parent: Unit | str, on: date | None = None) -> QuerySet[Unit]:
    """The communes of a province, by name; the provinces, for an empty code."""
    code = parent if isinstance(parent, str) else parent.code
    return Unit.objects.filter(in_force(on or today()), parent_code=code).order_by("name_sort")


def find_unit(text: str, on: date | None = None) -> list[Unit]:
    """Units whose names have words that begin so, in any order, marks or none.

    Who types a name of before finds what that unit has become, after those so called now.
    """
    day = on or today()
    if not tokens(text):
        return []
    named = Unit.objects.filter(words=_query(text), valid_from__lte=day)
    rows = named.order_by("parent_code", "name_sort").prefetch_related("successors")
    called = sorted(rows[: _FOUND_AT_MOST * 2], key=lambda row: not row.holds_on(day))
    found = {row.pk: row for row in (_goes_on(one, day) for one in called) if row.holds_on(day)}
    return list(found.values())[:_FOUND_AT_MOST]


def agency(code: str, on: date | None = None) -> Agency:
    """An agency by its code or key. Raises NotFound."""
    found = (
        Agency.objects.filter(Q(code=code) | Q(key=code), in_force(on or today()))
        .select_related("kind", "unit")
        .first()
    )
    if found is None:
        raise NotFound("Không có cơ quan mã %(code)s.", code=code)
    return found


def agencies_named(keys: Iterable[str], on: date | None = None) -> dict[str, Agency]:
    """The agencies of a day by their keys; those that there are not are left out."""
    rows = Agency.objects.filter(in_force(on or today()), key__in=[*keys])
    return {row.key: row for row in rows.select_related("kind", "unit")}


@remembered
def agency_by_id(agency_id: UUID) -> Agency:
    """An agency by its id, with kind and unit, as the process keeps it. Raises DoesNotExist."""
    return Agency.objects.select_related("kind", "unit").get(pk=agency_id)


@remembered
def paths_below(path: str) -> tuple[str, ...]:
    """The places in the tree of an agency and of all below it, those that ended among them."""
    below = Agency.objects.filter(path__gte=path, path__lt=f"{path[:-1]}0")
    return tuple(below.order_by("path").values_list("path", flat=True).distinct())


def find_agency(text: str, on: date | None = None, *, below: Agency | None = None) -> list[Agency]:
    """Agencies whose names have words that begin so, in any order; the highest come first.

    With `below`, only that agency and those that work below it.
    """
    if not tokens(text):
        return []
    found = Agency.objects.filter(in_force(on or today()), words=_query(text))
    if below is not None:
        found = found.filter(agencies_below(below))
    ordered = found.select_related("kind", "unit").order_by("path")[: _FOUND_AT_MOST * 10]
    return sorted(ordered, key=lambda one: (one.path.count("/"), one.name_sort))[:_FOUND_AT_MOST]


def _query(text: str) -> SearchQuery:
    words = " & ".join(f"{word}:*" for word in tokens(text))
    return SearchQuery(words, config="simple", search_type="raw")


def agencies_below(above: Agency, field: str = "path") -> Q:
    """The condition that an agency is this one or works below it: one range of an index.

    `field` is where the path stands, such as `agency__path`. A slash ends every key, and `0` is the
    sign after the slash.
    """
    return Q(**{f"{field}__gte": above.path, f"{field}__lt": f"{above.path[:-1]}0"})


def is_below(one: Agency, above: Agency) -> bool:
    """Whether an agency is the other or works below it."""
    return one.path.startswith(above.path)


def chain(one: Agency, on: date | None = None) -> list[Agency]:
    """The agency and all above it, from the government down."""
    keys = one.path.strip("/").split("/")[:-1]
    above = Agency.objects.filter(in_force(on or today()), key__in=keys)
    return [*sorted(above, key=lambda row: keys.index(row.key)), one]


def posts_of(one: Agency, on: date | None = None) -> QuerySet[Post]:
    """The posts of an agency on a day, by title; those that begin later too."""
    still = Q(valid_to__isnull=True) | Q(valid_to__gte=on or today())
    return Post.objects.filter(still, agency=one).order_by("title", "valid_from")


def dossier_prefix(one: Agency, on: date | None = None) -> str:
    """The code with which the agency's dossier codes begin.

    Its own official code, else the nearest above that has one, else our code of the root of its
    house: a ministry, or the committee of a province.
    """
    return _prefix(one, on or today())


@remembered
def _prefix(one: Agency, on: date) -> str:
    line = chain(one, on)
    official = next((row.code for row in reversed(line) if row.official), None)
    return official or line[:_DEPTH_OF_ROOT][-1].code


def rules(prefix: str, on: date, of: Agency | None = None) -> dict[str, object]:
    """All rules whose keys begin so, as they hold for an agency on a day: key and value."""
    return dict(_rules(prefix, on, of))


@remembered
def _rules(prefix: str, on: date, of: Agency | None) -> Mapping[str, object]:
    found = Rule.objects.filter(in_force(on), key__startswith=prefix)
    ordered = sorted((row for row in found if applies(row, of)), key=lambda row: rank(row, of))
    return {row.key: row.value for row in ordered}


def rule(key: str, on: date, of: Agency | None = None) -> object:
    """The value of one rule for an agency on a day. Raises NotFound."""
    found = rules(key, on, of)
    if key not in found:
        raise NotFound("Chưa có quy tắc %(key)s cho ngày %(day)s.", key=key, day=f"{on:%d/%m/%Y}")
    return found[key]


def applies(row: Scoped, of: Agency | None) -> bool:
    """Whether a scoped row says something about an agency; without one, about the nation."""
    if of is None:
        return not (row.agency_key or row.kind_code or row.unit_code)
    return (
        row.agency_key in {"", *of.path.split("/")}
        and row.kind_code in {"", of.kind_id}
        and row.unit_code in {"", *_codes(of)}
    )


def _codes(of: Agency) -> set[str]:
    return {of.unit.code, of.unit.province_code} if of.unit else set()


# How near the word is: of the agency's line (0 for no agency), of its kind, of its unit.
Rank = tuple[int, bool, int, date]


def rank(row: Scoped, of: Agency | None) -> Rank:
    """By which of several words about an agency the last one counts.

    The agency's own goes before one from above it, the nearer the more, whatever their days; then
    one on its kind, its commune, its province; of one and the same the later. Rows of equal rank
    cannot be: the tables keep scope and first day unique.
    """
    line = of.path.split("/") if of is not None else []
    near = line.index(row.agency_key) + 1 if row.agency_key else 0
    return (near, bool(row.kind_code), len(row.unit_code), row.valid_from)


@remembered
def calendar_of(of: Agency, from_day: date, to_day: date) -> Calendar:
    """The agency's hours and days off between two days, both included."""
    spans = Q(valid_from__lte=to_day) & (Q(valid_to__isnull=True) | Q(valid_to__gte=from_day))
    days = CalendarDay.objects.filter(
        day__range=(from_day, to_day), unit_code__in=["", *_codes(of)]
    )
    return calendar_from(of, WorkingHours.objects.filter(spans), days)


def calendar_from(
    of: Agency, hours: Iterable[WorkingHours], days: Iterable[CalendarDay]
) -> Calendar:
    """The calendar that these rows make for an agency, rows about others among them."""
    own = sorted((row for row in hours if applies(row, of)), key=lambda row: hours_rank(row, of))
    codes = {"", *_codes(of)}
    # A commune's own word on a day stands after its province's, and that after the nation's.
    near = sorted(
        (row for row in days if row.unit_code in codes), key=lambda row: len(row.unit_code)
    )
    known = {row.day: row for row in near}
    off = [row for row in known.values() if row.kind == DayKind.OFF]
    made_up = [row for row in known.values() if row.kind == DayKind.MADE_UP]
    return Calendar(
        off=frozenset(row.day for row in off),
        made_up=frozenset(row.day for row in made_up),
        hours=tuple(_hours(row) for row in own),
        names=tuple((row.day, row.name) for row in off),
        replaces=tuple((row.day, row.replaces) for row in made_up if row.replaces),
    )


def hours_rank(row: WorkingHours, of: Agency) -> tuple[int, bool, int, bool, date, str]:
    """A season stands after the timetable that it changes, and of two the one that begins later."""
    near, kind, unit, since = rank(row, of)
    return (near, kind, unit, bool(row.season_from), since, row.season_from)


def _hours(row: WorkingHours) -> Hours:
    season = None
    if row.season_from:
        season = Season(_month_day(row.season_from), _month_day(row.season_to))
    return Hours(week_of(row.spells), row.valid_from, row.valid_to, season)


def week_of(spells: Iterable[Iterable[Sequence[str]]]) -> Week:
    """A week as the table keeps it, as the calendar reads it."""
    return tuple(tuple(_spell(start, end) for start, end in day) for day in spells)


def _spell(start: str, end: str) -> Spell:
    return (_minutes(start), _minutes(end))


def _minutes(clock: str) -> int:
    hours, minutes = clock.split(":")
    return int(hours) * 60 + int(minutes)


def _month_day(text: str) -> tuple[int, int]:
    month, day = text.split("-")
    return (int(month), int(day))

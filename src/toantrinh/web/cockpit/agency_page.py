"""One agency on two sheets: its measures, what stands open, what will come, who does better."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from toantrinh.government.models import Agency
from toantrinh.government.queries import agency as agency_named
from toantrinh.government.queries import calendar_of
from toantrinh.kernel.time import now, today
from toantrinh.measures import kept, perms, standing
from toantrinh.measures.asking import By
from toantrinh.measures.expecting import Expected, expected, looked_at
from toantrinh.measures.measure import Measure, find
from toantrinh.measures.period import Period
from toantrinh.measures.places import Place, peers_of
from toantrinh.measures.standing import CHIEF, Monthly, Standing, month_told, ranked, standings
from toantrinh.measures.values import Counts, Value, value
from toantrinh.measures.work import Age, workload
from toantrinh.web.cockpit import charts, shown
from toantrinh.web.cockpit.charts import Bar, Said
from toantrinh.web.cockpit.frame import show
from toantrinh.web.cockpit.measure_words import change_said, month_said, titled, value_said
from toantrinh.web.gate.access import Visit, actor_of, officers
from toantrinh.web.look.templatetags.look import weekday

_AHEAD = 14
_BETTER = 5


@dataclass(frozen=True)
class _Better:
    name: str
    value: str


@officers()
@require_safe
def agency(visit: Visit, key: str) -> HttpResponse:
    """The page of one agency, to read and to print."""
    found = agency_named(key)
    perms.check_agency(actor_of(visit), found)
    return page(visit, found)


def page(visit: Visit, one: Agency) -> HttpResponse:
    """The same, for who leads it."""
    month = month_told(visit.GET.get("thang", ""))
    months = [(f"{m.first:%Y-%m}", month_said(m.first)) for m in reversed(kept.months()[-25:])]
    context: dict[str, Any] = {
        "agency": one,
        "month": month.first if month else None,
        "month_said": month_said(month.first) if month else "",
        "months": months,
        "made_at": now(),
    }
    if month is not None:
        whole = perms.place_of_committee(one)
        # What a committee answers for is a place, with all agencies there.
        those = standings([*map(find, CHIEF)], whole, month) if whole else _standings(one, month)
        context["rows"] = [_row(each) for each in those]
        work = workload(whole or one, looked_at(today(), _AHEAD))
        context |= _open(work.ages)
        calendar = calendar_of(one, today() - timedelta(days=70), today() + timedelta(days=_AHEAD))
        context |= _coming(expected(work.came, today(), _AHEAD, calendar.is_working))
        context["better"] = _who_does_better(one, whole, month)
    return show(visit, "agency", context)


def _standings(one: Agency, month: Period) -> list[Standing]:
    """Chief measures of an agency and those below it, in the month and the same a year before."""
    first, *_between, last = standing.months_until(month.first)
    then = next((each for each in kept.months() if each.first == first), None)
    current, before = _counted(one, month), _counted(one, then) if then else {}
    # Its numbers are those of no place; only its name is said of it.
    place = Place(By.AGENCY, one.key, one.name)
    return [
        Standing(
            find(key),
            place,
            (Monthly(first, before.get(key)), Monthly(last, current[key])),
            None,
        )
        for key in CHIEF
    ]


def _counted(one: Agency, month: Period) -> dict[str, Counts]:
    by, place = standing.whereabouts(one, month)
    told = kept.read(CHIEF, by, month, [place])
    return {key: told.get((key, place), Counts()) for key in CHIEF}


def _row(one: Standing) -> dict[str, object]:
    aim = shown.aim_of(one.measure, {})
    return {
        "name": titled(one.measure),
        "url": _way(one),
        "value": value_said(one.measure, one.now.value),
        "why": one.now.value.why_not,
        "counts": shown.counts_said(one.measure, one.now),
        "aim": value_said(one.measure, Value(aim.goal)) if aim else "–",
        "change": change_said(one),
    }


def _way(one: Standing) -> str:
    """Where a number opens: at its place, or in words where it is of an agency alone."""
    if one.place.by is By.AGENCY:
        return reverse("cockpit:explained", args=[one.measure.key])
    way = reverse("cockpit:measure", args=[one.measure.key, one.place.code])
    return f"{way}?thang={one.now.month:%Y-%m}"


def _open(ages: Sequence[Age]) -> dict[str, object]:
    """What stands open by age: a chart, its table, and how much of it is late."""
    rows = [
        Bar(_aged(age), Fraction(age.going), shown.spaced(age.going), late=False) for age in ages
    ]
    going, late = sum(age.going for age in ages), sum(age.late for age in ages)
    text = _("%(going)s hồ sơ đang giải quyết, %(late)s đã quá hạn.") % {
        "going": shown.spaced(going),
        "late": shown.spaced(late),
    }
    picture = charts.bars(rows, Said("ages", _("Hồ sơ đang tồn theo tuổi"), text))
    return {
        "ages": [(_aged(age), age.going, age.late) for age in ages],
        "open_said": text,
        "ages_chart": charts.inline(picture),
    }


def _aged(age: Age) -> str:
    if age.until is None:
        return _("trên %(days)s ngày") % {"days": age.since}
    if age.until - age.since == 1:
        return _("dưới %(days)s ngày") % {"days": age.until}
    return _("%(since)s–%(until)s ngày") % {"since": age.since, "until": age.until}


def _coming(days: Sequence[Expected]) -> dict[str, object]:
    """What is expected each working day, as a range."""
    working = [day for day in days if day.high]
    if not working:
        return {"coming": [], "coming_said": ""}
    rows = [
        Bar(
            f"{weekday(day.day)} {day.day:%d/%m}",
            Fraction(day.low),
            f"{shown.spaced(day.low)}–{shown.spaced(day.high)}",
            Fraction(day.high),
        )
        for day in working
    ]
    low, high = sum(day.low for day in working), sum(day.high for day in working)
    said = ngettext(
        "Hai tuần tới có thể nhận từ %(low)s đến %(high)s hồ sơ.",
        "Hai tuần tới có thể nhận từ %(low)s đến %(high)s hồ sơ.",
        high,
    ) % {"low": shown.spaced(low), "high": shown.spaced(high)}
    picture = charts.bars(rows, Said("coming", _("Hồ sơ sẽ đến mỗi ngày"), said))
    return {"coming": working, "coming_said": said, "coming_chart": charts.inline(picture)}


def _who_does_better(one: Agency, whole: Place | None, month: Period) -> list[dict[str, object]]:
    """For the first measures, the agencies of the same kind that come to more, the best first."""
    found: list[dict[str, object]] = []
    for key in CHIEF[:2]:
        measure = find(key)
        told = _places(whole, measure, month) if whole else _agencies(one, measure, month)
        peers = _better(measure, *told)
        if peers:
            found.append({"name": titled(measure), "peers": peers[:_BETTER]})
    return found


# What one comes to itself, and all that it is compared with, by name.
_Compared = tuple[Counts, list[tuple[str, Counts]]]


def _places(whole: Place, measure: Measure, month: Period) -> _Compared:
    told = ranked(measure, peers_of(whole), month)
    own = next((each.counts for each in told if each.place.code == whole.code), Counts())
    return own, [(each.place.name, each.counts) for each in told]


def _agencies(one: Agency, measure: Measure, month: Period) -> _Compared:
    peers = perms.peers_of(one)
    every = [one, *peers]
    told = kept.read([measure.key], By.AGENCY, month, [str(each.pk) for each in every])
    branches = kept.read([measure.key], By.BRANCH, month, [each.path for each in every])

    def counts(each: Agency) -> Counts:
        alone = told.get((measure.key, str(each.pk)), Counts())
        return branches.get((measure.key, each.path), alone)

    return counts(one), [(each.name, counts(each)) for each in peers]


def _better(measure: Measure, own: Counts, others: Sequence[tuple[str, Counts]]) -> list[_Better]:
    """Those that come to more than one does itself, on cases enough; the best first."""
    sign = 1 if measure.direction == "up" else -1
    mine = value(own).number
    better = []
    for name, counts in others:
        number = value(counts).number
        if number is None or counts.rows < standing.LEAST_CASES:
            continue
        if mine is None or number * sign > mine * sign:
            better.append((-number * sign, name, value_said(measure, value(counts))))
    return [_Better(name, said) for _number, name, said in sorted(better)]

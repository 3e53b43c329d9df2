"""Which of many dated words counts, against somebody who asks one level after the other."""

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from toantrinh.government.models import Agency, AgencyKind, CalendarDay, Rule, Unit, WorkingHours
from toantrinh.government.queries import applies, calendar_from, rank

FIRST = date(2026, 1, 1)
PROVINCE = Unit(code="08", parent_code="")
COMMUNE = Unit(code="00691", parent_code="08")
KEYS = ("", "00.cp", "08.ubnd", "00691.ubnd", "00691.ttpvhcc", "09.ubnd")
KINDS = ("", "ubnd-xa", "ttpvhcc-xa")
UNITS = ("", "08", "00691", "09")
PLACES = [
    Agency(path="00.cp/08.ubnd/", kind=AgencyKind(code="ubnd-tinh"), unit=PROVINCE),
    Agency(path="00.cp/08.ubnd/00691.ubnd/", kind=AgencyKind(code="ubnd-xa"), unit=COMMUNE),
    Agency(
        path="00.cp/08.ubnd/00691.ubnd/00691.ttpvhcc/",
        kind=AgencyKind(code="ttpvhcc-xa"),
        unit=COMMUNE,
    ),
    Agency(path="00.cp/00.btp/", kind=AgencyKind(code="bo"), unit=None),
]

Scope = tuple[str, str, str, int]
SCOPES = st.tuples(
    st.sampled_from(KEYS), st.sampled_from(KINDS), st.sampled_from(UNITS), st.integers(0, 5)
)
WORDS = st.dictionaries(SCOPES, st.integers(0, 9), max_size=25)


def slow(words: dict[Scope, int], of: Agency, on: int) -> int | None:
    """The nearest level that says anything; there, what began last."""
    line = of.path.strip("/").split("/")
    units = [of.unit.code, of.unit.province_code, ""] if of.unit else [""]
    for key in [*reversed(line), ""]:
        for kind in (of.kind_id, ""):
            for unit in units:
                for since in range(on, -1, -1):
                    if (key, kind, unit, since) in words:
                        return words[key, kind, unit, since]
    return None


def rows(words: dict[Scope, int]) -> list[Rule]:
    return [
        Rule(
            key="x",
            value=value,
            agency_key=key,
            kind_code=kind,
            unit_code=unit,
            valid_from=FIRST + timedelta(days=since),
        )
        for (key, kind, unit, since), value in words.items()
    ]


@given(WORDS, st.sampled_from(PLACES), st.integers(0, 5), st.randoms(use_true_random=False))
def test_the_nearest_word_counts_then_the_latest(
    words: dict[Scope, int], of: Agency, on: int, random: Random
) -> None:
    day = FIRST + timedelta(days=on)
    found = [row for row in rows(words) if row.holds_on(day) and applies(row, of)]
    random.shuffle(found)
    ranks = [rank(row, of) for row in found]
    assert len(set(ranks)) == len(ranks)
    best = max(found, key=lambda row: rank(row, of), default=None)
    assert (best.value if best else None) == slow(words, of, on)


def _timetable(number: int) -> list[list[list[str]]]:
    return [[[f"{number:02}:00", "20:00"]]] * 7


@given(WORDS, st.sampled_from(PLACES), st.integers(0, 5))
def test_hours_follow_the_same_order(words: dict[Scope, int], of: Agency, on: int) -> None:
    hours = [
        WorkingHours(
            spells=_timetable(row.value),
            agency_key=row.agency_key,
            kind_code=row.kind_code,
            unit_code=row.unit_code,
            valid_from=row.valid_from,
        )
        for row in rows(words)
    ]
    office = calendar_from(of, hours, []).office(FIRST + timedelta(days=on))
    wanted = slow(words, of, on)
    assert office == (() if wanted is None else ((wanted * 60, 1200),))


DAYS = st.dictionaries(st.sampled_from(UNITS), st.sampled_from(["off", "made_up"]), max_size=4)


@given(DAYS, st.sampled_from(PLACES), st.permutations(UNITS))
def test_a_day_follows_the_nearest_unit(
    said: dict[str, str], of: Agency, order: Sequence[str]
) -> None:
    days = [
        CalendarDay(day=FIRST, kind=said[code], unit_code=code) for code in order if code in said
    ]
    found = calendar_from(of, [], days)
    units = [of.unit.code, of.unit.province_code, ""] if of.unit else [""]
    wanted = next((said[code] for code in units if code in said), None)
    assert (FIRST in found.off, FIRST in found.made_up) == (wanted == "off", wanted == "made_up")

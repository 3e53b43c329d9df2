"""Who broke a rule in a month: places from the kept answers, agencies and procedures by themselves.

Of a place its committee answers. A procedure is judged in each province, where the nearest agency
above all that decide it there answers; and, where more than one province decides it, in the nation,
where the agency that published it answers.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar
from uuid import UUID

from toantrinh.alerts.models import Subject
from toantrinh.alerts.rules import BEFORE, Rule, breaks, rules
from toantrinh.catalogue.owners import owner_of
from toantrinh.catalogue.queries import procedures_by_code, version_in_force
from toantrinh.government.models import Agency
from toantrinh.government.queries import agencies_named, in_force
from toantrinh.kernel.time import today
from toantrinh.measures import kept
from toantrinh.measures.alone import Alone, There
from toantrinh.measures.asking import By
from toantrinh.measures.branches import COMMITTEE
from toantrinh.measures.measure import find
from toantrinh.measures.period import Period
from toantrinh.measures.standing import months_until
from toantrinh.measures.values import Counts, together


@dataclass(frozen=True)
class Found:
    """What broke a rule, who answers for it, and the counts that were held against each other."""

    subject: Subject
    code: str
    agency: Agency
    now: Counts
    before: Counts


# What a month came to, and what it was held against, by code or by something like it.
C = TypeVar("C")
_Broken = Mapping[C, tuple[Counts, Counts]]
# What each came to month by month, the judged one last.
_Lines = Mapping[C, Sequence[Counts]]


def month_of(rule: Rule, on: date) -> Period | None:
    """The month that a rule judges: the newest kept, or the newest of those that are over."""
    months = [each for each in kept.months() if rule.month == "running" or each.last < on]
    return months[-1] if months else None


def found(rule: Rule, month: Period, alone: Alone) -> Iterator[Found]:
    """All that breaks a rule in a month, as far as somebody answers for it."""
    months = [*_before(month), month]
    counted = find(rule.measure).by
    for by in (By.PROVINCE, By.COMMUNE):
        if by in counted:
            yield from _places(_broken(rule, _kept(rule, by, months)))
    if By.PROCEDURE in counted:
        nation = _broken(rule, _kept(rule, By.PROCEDURE, months), alone=True)
        least = min(one.least_alone for one in rules())
        there = _lines(alone.there(months, least), rule)
        yield from _procedures(nation, _broken(rule, there, alone=True), month, alone)
    yield from _agencies(_broken(rule, _each(rule, months, alone), alone=True))


def _before(month: Period) -> list[Period]:
    known = {each.first: each for each in kept.months()}
    *earlier, _month = months_until(month.first, BEFORE + 1)
    return [known[first] for first in earlier if first in known]


def _kept(rule: Rule, by: By, months: Sequence[Period]) -> _Lines[str]:
    return _lines([kept.read([rule.measure], by, each) for each in months], rule)


def _each(rule: Rule, months: Sequence[Period], alone: Alone) -> _Lines[str]:
    return _lines([alone.counts(each) for each in months], rule)


def _lines(told: Sequence[Mapping[tuple[str, C], Counts]], rule: Rule) -> _Lines[C]:
    codes = [code for key, code in told[-1] if key == rule.measure]
    return {code: [each.get((rule.measure, code), Counts()) for each in told] for code in codes}


def _broken(rule: Rule, lines: _Lines[C], *, alone: bool = False) -> _Broken[C]:
    return {
        code: (now, _held_against(rule, before))
        for code, (*before, now) in lines.items()
        if breaks(rule, now, before, alone=alone)
    }


def _held_against(rule: Rule, before: Sequence[Counts]) -> Counts:
    if rule.kind == "grows":
        return before[-1] if before else Counts()
    return together(before) if rule.kind == "worse" else Counts()


def _places(broken: _Broken[str]) -> Iterator[Found]:
    answering = agencies_named([f"{place}.{COMMITTEE}" for place in broken])
    for place, counts in broken.items():
        if agency := answering.get(f"{place}.{COMMITTEE}"):
            yield Found(Subject.PLACE, place, agency, *counts)


def _agencies(broken: _Broken[str]) -> Iterator[Found]:
    """Departments, branches, centres; a committee is told of all its place."""
    known = Agency.objects.filter(in_force(today()), pk__in=[UUID(pk) for pk in broken])
    for agency in known.select_related("kind", "unit"):
        if not agency.key.endswith(f".{COMMITTEE}"):
            yield Found(Subject.AGENCY, agency.key, agency, *broken[str(agency.pk)])


def _procedures(
    nation: _Broken[str], there: _Broken[There], month: Period, alone: Alone
) -> Iterator[Found]:
    if not nation and not there:
        return
    deciders = alone.deciders({*nation, *(at.procedure for at in there)}, month)
    answering = in_charge(deciders)
    for at, counts in there.items():
        if agency := answering.get(at):
            yield Found(Subject.PROCEDURE, at.procedure, agency, *counts)
    provinces = Counter(at.procedure for at in deciders)
    shared = {code: counts for code, counts in nation.items() if provinces[code] > 1}
    publishing = published_by(shared)
    for code, counts in shared.items():
        if agency := publishing.get(code):
            yield Found(Subject.PROCEDURE, code, agency, *counts)


def in_charge(deciders: Mapping[There, Collection[str]]) -> dict[There, Agency]:
    """The nearest agency above all that decide a procedure in a province, by the ids of these."""
    ids = {UUID(pk) for each in deciders.values() for pk in each}
    paths = {
        str(pk): path for pk, path in Agency.objects.filter(pk__in=ids).values_list("pk", "path")
    }
    nearest = {
        at: _common(paths[pk] for pk in each if pk in paths) for at, each in deciders.items()
    }
    answering = agencies_named({key for key in nearest.values() if key})
    return {at: answering[key] for at, key in nearest.items() if key in answering}


def _common(paths: Iterable[str]) -> str:
    """The key of the nearest agency that stands at or above all of these places in the tree."""
    ways = [path.strip("/").split("/") for path in paths]
    last = ""
    for level in zip(*ways, strict=False):
        if len(set(level)) > 1:
            break
        last = level[0]
    return last


def published_by(codes: Collection[str]) -> dict[str, Agency]:
    """The agencies whose decisions published these procedures, where the house knows them."""
    owners = {
        code: owner_of(version_in_force(procedure).read.decision).key
        for code, procedure in procedures_by_code(codes).items()
    }
    known = agencies_named(owners.values())
    return {code: known[key] for code, key in owners.items() if key in known}

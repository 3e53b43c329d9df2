"""Where time goes in a procedure: worked out from the lake, or as it was kept for a month."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, timedelta

from django.db.models import Q
from duckdb import DuckDBPyConnection

from toantrinh.bottlenecks import perms
from toantrinh.bottlenecks.finding import Told, read
from toantrinh.bottlenecks.laying import lay
from toantrinh.bottlenecks.models import Kept
from toantrinh.bottlenecks.stages import steps_of
from toantrinh.bottlenecks.words import sentence
from toantrinh.dossiers.models import Dossier
from toantrinh.dossiers.states import State
from toantrinh.government.models import Agency
from toantrinh.government.queries import agencies_below, rule
from toantrinh.kernel.actors import Actor
from toantrinh.kernel.ids import ids_among
from toantrinh.kernel.time import today
from toantrinh.lake import office
from toantrinh.lake.actions import folder
from toantrinh.lake.line import opened
from toantrinh.measures.period import Period
from toantrinh.measures.perms import seat

# Dossiers may have begun so long before the period, and be due so long after it.
_BEFORE, _AFTER = timedelta(days=1100), timedelta(days=400)


def opened_for(period: Period) -> DuckDBPyConnection:
    """A line to the lake with the office time of a period. Raises NotFound without a lake."""
    lake = folder()
    line = opened(lake, lake.current(), period.since)
    office.lay(line, period.first - _BEFORE, period.last + _AFTER)
    return line


def work_out(
    procedure: str, agency: Agency | None, period: Period, line: DuckDBPyConnection | None = None
) -> Told:
    """All that is found of the dossiers decided in a period, over a line that is ready for it."""
    line = line or opened_for(period)
    laid = lay(line, procedure, period.since, period.until)
    focus = str(agency.pk) if agency else ""
    return {
        "procedure": procedure,
        "agency": focus or None,
        "first": period.first.isoformat(),
        "last": period.last.isoformat(),
        # Of so many dossiers, all agencies together, the lake has the events; of the others sums.
        # So many have steps of a version; the others are told by states.
        "read": asdict(laid),
        **read(line, focus, steps_of(procedure)),
    }


def sentences(answer: Told) -> list[tuple[str, Mapping[str, object]]]:
    """The findings of an answer as sentences, each with the numbers and dossiers behind it."""
    found = answer["findings"]
    if not isinstance(found, list):
        raise TypeError("findings are a list")
    names = names_of([str(one["peer"]) for one in found if "peer" in one])
    hours_a_day = int(str(rule("clock.hours_per_working_day", today())))
    here, steps = bool(answer["agency"]), steps_of(str(answer["procedure"]))
    return [(sentence(one, names, steps, hours_a_day, here=here), one) for one in found]


def names_of(agencies: list[str]) -> dict[str, str]:
    """What agencies are called, by id."""
    rows = Agency.objects.filter(pk__in=ids_among(set(agencies))).values_list("pk", "name")
    return {str(pk): name for pk, name in rows}


def kept(procedure: str, agency: Agency | None, month: date, *, actor: Actor) -> Kept | None:
    """What was found for a month, if that was worked out."""
    perms.check_sees(actor)
    asked = {"procedure": procedure, "agency": str(agency.pk) if agency else ""}
    return Kept.objects.filter(**asked, month=month).first()


def kept_in(month: date, *, actor: Actor) -> list[Kept]:
    """All procedures of which something was found for a month, everywhere; most late ones first."""
    perms.check_sees(actor)
    rows = list(Kept.objects.filter(month=month, agency=""))
    return sorted(rows, key=lambda one: (one.answer["timely"] - one.answer["due"], one.procedure))


def codes_of(dossiers: list[str], *, actor: Actor) -> dict[str, str]:
    """The codes of those among some dossiers that lie at the reader's agency or below it."""
    own = seat(actor)
    there = agencies_below(own, "agency__path") if own.unit is not None else Q()
    rows = Dossier.objects.filter(there, pk__in=ids_among(dossiers)).exclude(state=State.DRAFT)
    return {str(pk): code for pk, code in rows.values_list("pk", "code") if code}


def last_month(on: date) -> date:
    """The first day of the month before a day's."""
    return (on.replace(day=1) - timedelta(days=1)).replace(day=1)

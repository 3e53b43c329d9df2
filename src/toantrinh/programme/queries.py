"""How plans stand on a day: what is met of all that was promised, and what holds back the rest."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from toantrinh.documents.models import StoredFile
from toantrinh.dossiers.reckoning import add_months
from toantrinh.government.models import Agency
from toantrinh.government.queries import rule
from toantrinh.kernel.actors import Actor
from toantrinh.kernel.errors import NotFound
from toantrinh.kernel.time import today
from toantrinh.measures.asking import NATION
from toantrinh.measures.measure import find
from toantrinh.measures.places import Place, line_of
from toantrinh.programme import perms
from toantrinh.programme.goals import Goal, Standing, read_goal
from toantrinh.programme.models import Plan, Report, Target
from toantrinh.programme.units import measured_in

# A report may be so many months old before it counts as old.
_OLDEST = "programme.report_months"


@dataclass(frozen=True)
class Stand:
    """One line of a plan on a day, with the last report as of that day."""

    target: Target
    owner: Agency | None
    last: Report | None
    standing: Standing

    @property
    def goal(self) -> Goal | None:
        """The bound, where the goal is a number."""
        return read_goal(self.target.goal)

    @property
    def missing(self) -> Decimal | None:
        """How much is still to go, in the target's unit; None where nothing was counted."""
        if self.goal is None or self.last is None or self.last.value is None:
            return None
        return self.goal.missing(self.last.value)


@dataclass(frozen=True)
class Tally:
    """How many lines of a plan are met, of all that count."""

    met: int
    total: int
    by: dict[Standing, int]


def plans(*, actor: Actor) -> list[Plan]:
    """All plans, by name."""
    perms.check_sees(actor)
    return list(Plan.objects.order_by("name"))


def find_plan(code: str, *, actor: Actor) -> Plan:
    """A plan by its code. Raises NotFound."""
    perms.check_sees(actor)
    found = Plan.objects.filter(code=code).first()
    if found is None:
        raise NotFound("Không có chương trình mang mã %(code)s.", code=code)
    return found


def find_target(plan: Plan, number: str) -> Target:
    """A line of a plan by its number. Raises NotFound."""
    found = plan.targets.select_related("plan").filter(number=number).first()
    if found is None:
        raise NotFound("%(plan)s không có dòng mang số %(number)s.", plan=plan.name, number=number)
    return found


def proof_of(target: Target, number: int) -> StoredFile:
    """The file of a report of a line. Raises NotFound where there is none."""
    found = target.reports.select_related("file__key").filter(number=number).first()
    if found is None or found.file is None:
        raise NotFound("Báo cáo này không có tệp kèm theo.")
    return found.file


def stands(chosen: Sequence[Plan], on: date | None = None) -> dict[Plan, list[Stand]]:
    """The lines of plans in their order, as they stand on a day; two queries, however many."""
    day = on or today()
    targets = list(Target.objects.filter(plan__in=chosen).order_by("plan", "position"))
    last = _last(targets, day)
    owners = {key: perms.agency_named(key) for key in {each.owner_key for each in targets} - {""}}
    oldest = add_months(day, -int(str(rule(_OLDEST, day))))
    found: dict[Plan, list[Stand]] = {plan: [] for plan in chosen}
    by_id = {plan.pk: plan for plan in chosen}
    for target in targets:
        report = last.get(target.pk)
        target.plan = by_id[target.plan_id]
        owner = owners.get(target.owner_key)
        standing = standing_of(target, report, day, oldest, owned=owner is not None)
        found[target.plan].append(Stand(target, owner, report, standing))
    return found


def _last(targets: Iterable[Target], day: date) -> dict[object, Report]:
    """The report that counts of each: of the latest day, and of that day the last given."""
    kept: dict[object, Report] = {}
    rows = Report.objects.filter(target__in=targets, day__lte=day).order_by("day", "number")
    for report in rows:
        kept[report.target_id] = report
    return kept


def standing_of(
    target: Target, report: Report | None, day: date, oldest: date, *, owned: bool
) -> Standing:
    """How a line stands on a day, by the last report as of that day."""
    if target.kind == "target" and not target.goal:
        return Standing.FIGURE
    if report is not None and reached(target, report):
        return Standing.MET
    if day > target.due:
        return Standing.MISSED
    if report is None:
        return Standing.SILENT if owned else Standing.UNOWNED
    return Standing.STALE if report.day < oldest else Standing.GOING


def reached(target: Target, report: Report) -> bool:
    """Whether a report says that the goal is reached."""
    if report.value is None:
        return bool(report.done)
    goal = read_goal(target.goal)
    return goal is not None and goal.met(report.value)


def tally(lines: Iterable[Stand]) -> Tally:
    """Count the lines that count."""
    by = Counter(line.standing for line in lines if line.standing.counts)
    return Tally(by[Standing.MET], sum(by.values()), dict(by))


def holding_back(lines: Iterable[Stand]) -> dict[Standing, list[Stand]]:
    """The lines that are not met, by why; the gravest first."""
    found: dict[Standing, list[Stand]] = defaultdict(list)
    for line in lines:
        found[line.standing].append(line)
    grave = (Standing.MISSED, Standing.STALE, Standing.SILENT, Standing.UNOWNED, Standing.GOING)
    return {standing: found[standing] for standing in grave if standing in found}


def reports_of(target: Target) -> list[Report]:
    """All that was reported of a line, the latest first."""
    rows = target.reports.select_related("made_by")
    return list(rows.order_by("-day", "-number"))


def goals_of(keys: Sequence[str], place: Place) -> dict[str, tuple[Fraction, str, bool]]:
    """What plans of a place, or of those above it, want of measures: the bound as a measure counts,
    who says so, and whether it is the least that is wanted.

    Of several the nearest plan counts, and of that the line that is due first and is not over.
    """
    near = [each.code for each in reversed(line_of(place))]
    lines = Target.objects.filter(measure__in=keys, due__gte=today()).select_related("plan")
    found: dict[str, tuple[tuple[int, date], tuple[Fraction, str, bool]]] = {}
    for line in lines:
        goal, owner = read_goal(line.goal), perms.owned_by(line.plan)
        if goal is None or owner is None:
            continue
        code = owner.unit.code if owner.unit else NATION
        if code not in near:
            continue
        rank = (near.index(code), line.due)
        bound = Fraction(goal.bound) * measured_in(line.unit, find(line.measure))
        told = (bound, f"{line.plan.name}, {line.number}", not goal.downwards)
        if line.measure not in found or rank < found[line.measure][0]:
            found[line.measure] = (rank, told)
    return {key: told for key, (_rank, told) in found.items()}

"""`toantrinh programme …`: plans with their targets and tasks, and how far each has come."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from toantrinh.command.ground import ground
from toantrinh.command.state import AS_JSON
from toantrinh.command.telling import Teller, put_json
from toantrinh.kernel.actors import SYSTEM

if TYPE_CHECKING:
    from toantrinh.programme.models import Plan
    from toantrinh.programme.queries import Stand

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_DAY = click.DateTime(["%Y-%m-%d"])


def register(group: click.Group) -> None:
    """Hang these commands under the group."""
    group.add_command(programme)


@click.group()
def programme() -> None:
    """What was promised, by when, and how far it has come."""


@programme.command()
@AS_JSON
@click.option("--plan", "code", default="", help="Only this plan, by its code.")
@click.option("--on", "day", type=_DAY, help="As it stood on a day; today without it.")
def show(*, code: str, day: datetime | None, as_json: bool) -> None:
    """Show plans: how many of their lines are met, and what holds back the others."""
    with ground(Teller(quiet=as_json)):
        from toantrinh.programme import queries

        actor = SYSTEM
        chosen = [queries.find_plan(code, actor=actor)] if code else queries.plans(actor=actor)
        found = queries.stands(chosen, day.date() if day else None)
        told = [_told(plan, lines) for plan, lines in found.items()]
    if as_json:
        put_json({"plans": told})
        return
    for one in told:
        click.echo(f"{one['met']}/{one['total']}  {one['name']} ({one['code']})")


@programme.command("import")
@AS_JSON
@click.argument("file", type=_FILE)
@click.option("--plan", "code", required=True, help="The plan's code.")
@click.option("--name", required=True)
@click.option("--source", required=True, help="The text that it stands on.")
@click.option("--agency", required=True, help="Code or key of the agency whose plan it is.")
def bring(*, file: Path, code: str, name: str, source: str, agency: str, as_json: bool) -> None:
    """Bring in a plan from an Excel or CSV table, all of it or nothing."""
    with ground(Teller(quiet=as_json)):
        from toantrinh.programme.actions import bring_plan
        from toantrinh.programme.sheet import read_plan

        table = read_plan(file.read_bytes(), file.name)
        bring_plan(
            code, actor=SYSTEM, name=name, source=source, agency_key=agency, lines=table.lines
        )
    warnings = [f"{each.where}: {each.text()}" for each in table.warnings]
    if as_json:
        put_json({"plan": code, "lines": len(table.lines), "warnings": warnings})
        return
    for warning in warnings:
        click.echo(warning, err=True)
    click.echo(f"{len(table.lines)} dòng.", err=True)


@programme.command()
@AS_JSON
@click.option("--agency", default="", help="Only the systems of this agency, by its key.")
@click.option("--on", "day", type=_DAY, help="As they stood on a day; today without it.")
def systems(*, agency: str, day: datetime | None, as_json: bool) -> None:
    """The digital systems and platforms of agencies: level, layer, state, cost."""
    with ground(Teller(quiet=as_json)):
        from toantrinh.inventory import queries
        from toantrinh.inventory.queries import Asked
        from toantrinh.kernel.time import today

        on = day.date() if day else today()
        found = queries.systems(Asked(owner=agency), on, actor=SYSTEM)
        told = queries.told(found, on)
        count = queries.count(found, on)
    if as_json:
        by = {state.value: number for state, number in count.by.items()}
        costs = {"year": count.year, "build": count.costs.build, "run": count.costs.run}
        numbers = {"total": count.total, "by_state": by, "level_is_missing": count.unapproved}
        put_json({**numbers, "costs": costs, "systems": told})
        return
    for one in told:
        click.echo(f"{one['owner']}  {one['code']}  {one['state']}  {one['name']}")


def _told(plan: "Plan", lines: "list[Stand]") -> dict[str, object]:
    from toantrinh.programme.queries import tally

    count = tally(lines)
    return {
        "code": plan.code,
        "name": plan.name,
        "source": plan.source,
        "agency": plan.agency_key,
        "met": count.met,
        "total": count.total,
        "by_standing": {standing.value: number for standing, number in count.by.items()},
        "lines": [_line(line) for line in lines],
    }


def _line(line: "Stand") -> dict[str, object]:
    from toantrinh.programme.goals import spelled

    target, last = line.target, line.last
    value = spelled(last.value) if last and last.value is not None else None
    return {
        "number": target.number,
        "kind": target.kind,
        "name": target.name,
        "unit": target.unit,
        "goal": target.goal,
        "due": target.due.isoformat(),
        "pillar": target.pillar,
        "tags": target.tags,
        "owner": target.owner_key or None,
        "source": target.source,
        "certainty": target.certainty,
        "standing": line.standing.value,
        "value": value,
        "done": last.done if last else None,
        "as_of": last.day.isoformat() if last else None,
        # By the house from what happened, or by somebody.
        "told": ("computed" if last.measured else "reported") if last else None,
        "measure": target.measure or None,
        "missing": spelled(line.missing) if line.missing is not None else None,
    }

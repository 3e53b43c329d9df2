"""`toantrinh lake …`: the journal in columns, to be counted."""

from typing import TYPE_CHECKING

import click

from toantrinh.command.ground import ground
from toantrinh.command.state import AS_JSON
from toantrinh.command.telling import Teller, put_json

if TYPE_CHECKING:
    from toantrinh.lake.manifest import Manifest


# Seconds in which the worker's own round is over.
_PATIENCE = 120


def register(group: click.Group) -> None:
    """Hang these commands under the group."""
    group.add_command(lake)


@click.group()
def lake() -> None:
    """Events and cases as Parquet, made from the journal."""


@lake.command()
@AS_JSON
def build(*, as_json: bool) -> None:
    """Take in now what happened since the last time; the worker does so twice a minute."""
    teller = Teller()
    with ground(teller):
        from toantrinh.lake.actions import build as build_lake

        teller.say("Cập nhật kho dữ liệu")
        made = build_lake(_PATIENCE)
    _tell(made, as_json=as_json)


@lake.command()
@AS_JSON
def rebuild(*, as_json: bool) -> None:
    """Make all of it anew from the journal; whoever reads meanwhile reads the old one."""
    teller = Teller()
    with ground(teller):
        from toantrinh.lake.actions import rebuild as rebuild_lake

        teller.say("Dựng lại kho dữ liệu từ nhật ký")
        made = rebuild_lake(_PATIENCE)
    _tell(made, as_json=as_json)


@lake.command()
@AS_JSON
def check(*, as_json: bool) -> None:
    """Hold the lake against the journal, by count and hash. Exit 1 when something differs."""
    teller = Teller()
    with ground(teller):
        from toantrinh.lake.checking import check as check_lake

        teller.say("So kho dữ liệu với nhật ký")
        found = check_lake()
    if as_json:
        put_json(found.as_json())
    else:
        for one in found.differences:
            click.echo(
                f"{one['piece']}: kho có {one['lake_rows']} dòng, "
                f"nhật ký có {one['journal_rows']} dòng ({one['what']})"
            )
        click.echo(f"{found.events} sự kiện, {found.cases} hồ sơ đến vị trí {found.upto}.")
    if found.differences:
        raise click.exceptions.Exit(1)


def _tell(made: "Manifest", *, as_json: bool) -> None:
    counts = {table: made.rows(table) for table in ("events", "cases", "agencies", "versions")}
    if as_json:
        put_json({"upto": made.upto, "made_at": made.made_at, "rows": counts})
    else:
        click.echo(f"{counts['events']} sự kiện, {counts['cases']} hồ sơ.", err=True)

"""`toantrinh catalogue …`: import published procedures, and find one."""

from pathlib import Path

import click

from toantrinh.command.ground import ground
from toantrinh.command.state import AS_JSON
from toantrinh.command.telling import Teller, put_json
from toantrinh.kernel.actors import SYSTEM


def register(group: click.Group) -> None:
    """Hang these commands under the group."""
    group.add_command(catalogue)


@click.group()
def catalogue() -> None:
    """What the state offers."""


@catalogue.command("import")
@click.argument("path", type=click.Path(exists=True, path_type=Path))
@AS_JSON
def import_(path: Path, *, as_json: bool) -> None:
    """Import published records from an archive, a folder or a file.

    Exit 0 when at least one record was read; what could not be read is named.
    """
    teller = Teller()
    with ground(teller):
        from toantrinh.catalogue.actions import import_records

        report = import_records(path, actor=SYSTEM, progress=teller.step)
    if as_json:
        put_json(report.as_json())
    else:
        for entry in report.rejected:
            where = f":{entry.line}" if entry.line else ""
            click.echo(f"{entry.file}{where}: {entry.reason}", err=True)
        click.echo(
            f"Đọc {report.read}: {report.created} mới, {report.changed} đổi, "
            f"{report.unchanged} như cũ, {len(report.rejected)} không đọc được."
        )
    if not report.read:
        raise click.exceptions.Exit(1)


@catalogue.command()
@click.argument("query")
@click.option("--limit", default=20, show_default=True, help="At most so many finds.")
@AS_JSON
def search(query: str, *, limit: int, as_json: bool) -> None:
    """Find procedures by people's words, with accents or none."""
    with ground(Teller()):
        from toantrinh.catalogue.search import search as find

        hits = find(query, limit=limit)
    if as_json:
        put_json([{"code": h.code, "name": h.name, "score": h.score} for h in hits])
    else:
        for hit in hits:
            click.echo(f"{hit.code}  {hit.name}")
        if not hits:
            click.echo("Không tìm thấy thủ tục nào. Thử bớt chữ hoặc dùng chữ khác.")

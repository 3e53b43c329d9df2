"""`toantrinh catalogue …`: import published procedures, and find one."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from toantrinh.command.drafts import drafts
from toantrinh.command.ground import ground, load_django
from toantrinh.command.reports import burden, lint
from toantrinh.command.state import AS_JSON
from toantrinh.command.telling import Teller, put_json
from toantrinh.kernel.actors import SYSTEM

if TYPE_CHECKING:
    from toantrinh.catalogue.search import Hit


def register(group: click.Group) -> None:
    """Hang these commands under the group."""
    catalogue.add_command(burden)
    catalogue.add_command(lint)
    catalogue.add_command(drafts)
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
        if review := report.drafts + report.renewed + report.waiting:
            click.echo(f"{review} bản ghi đổi chờ xem: toantrinh catalogue drafts list")
    if not report.read:
        raise click.exceptions.Exit(1)


@catalogue.command()
@click.argument("query", required=False)
@click.option("--queries", type=click.Path(path_type=Path), help="A file of queries, one a line.")
@click.option("--limit", default=20, show_default=True, type=click.IntRange(1, 200))
@AS_JSON
def search(query: str | None, *, queries: Path | None, limit: int, as_json: bool) -> None:
    """Find procedures by people's words, with accents or none: one query, or a file of them.

    Of a file, each answer tells how long the search took in this process, warmed by one before.
    """
    if (query is None) == (queries is None):
        raise click.UsageError("Ghi một câu hỏi, hoặc --queries TỆP với mỗi dòng một câu hỏi.")
    if queries is not None:
        _answer(queries, limit, as_json=as_json)
        return
    with ground(Teller()):
        from toantrinh.catalogue.search import search as find

        hits = find(query or "", limit=limit)
    if as_json:
        put_json([hit.as_json() for hit in hits])
    else:
        _tell(hits)


def _answer(path: Path, limit: int, *, as_json: bool) -> None:
    load_django()
    from toantrinh.catalogue.asked import answer, read_queries

    asked = read_queries(path)
    teller = Teller()
    with ground(teller):
        answers = answer(asked, limit=limit, progress=teller.step)
    if as_json:
        put_json([one.as_json() for one in answers])
        return
    for one in answers:
        click.echo(f"? {one.query} ({one.took_ms:.1f} ms)")
        _tell(one.hits)


def _tell(hits: list["Hit"]) -> None:
    for hit in hits:
        click.echo(f"{hit.code}  {hit.name}")
    if not hits:
        click.echo("Không tìm thấy thủ tục nào. Thử bớt chữ hoặc dùng chữ khác.")

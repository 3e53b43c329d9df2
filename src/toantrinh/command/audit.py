"""`toantrinh audit …`: whether the record of what happened is whole."""

from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from toantrinh.command.elsewhere import backup_opened, database_opened
from toantrinh.command.ground import ground
from toantrinh.command.state import AS_JSON
from toantrinh.command.telling import Teller, put_json
from toantrinh.kernel.errors import Refusal

if TYPE_CHECKING:
    from toantrinh.journal.report import Report

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_PLACE = click.Path(exists=True, path_type=Path)


def register(group: click.Group) -> None:
    """Hang these commands under the group."""
    group.add_command(audit)


@click.group()
def audit() -> None:
    """The journal: chains, heads, seals."""


@audit.command()
@AS_JSON
@click.option("--backup", type=_FILE, help="A backup, instead of this installation.")
@click.option("--keys", type=_FILE, help="The file of keys that belongs to the backup.")
@click.option("--database", help="An address to read instead, such as the auditor's; with --roots.")
@click.option("--roots", type=_PLACE, help="Published day files; no seals of our own are believed.")
@click.option("--key", "pinned", multiple=True, metavar="HEX", help="The public key you know.")
def verify(
    *,
    as_json: bool,
    backup: Path | None,
    keys: Path | None,
    database: str | None,
    roots: Path | None,
    pinned: tuple[str, ...],
) -> None:
    """Check every chain, every view and every seal. Exit 1 when something does not hold."""
    if database and (backup or not roots):
        raise click.UsageError("--database goes with --roots, and without --backup.")
    if keys and not backup:
        raise click.UsageError("--keys goes with --backup.")
    teller = Teller()
    try:
        with _where(backup, keys, database, teller):
            from toantrinh.journal.verify import verify as verify_journal
            from toantrinh.journal.verify import verify_published

            known = frozenset(word.lower() for word in pinned) or None
            teller.say("Kiểm tra nhật ký")
            report = verify_published(roots, known) if roots else verify_journal(known)
    except Refusal as refusal:
        # An installation that can't be reached says so as every command does; what was brought from
        # elsewhere and can't be read is an answer to the question that was asked.
        if not (as_json and (backup or database or roots)):
            raise
        put_json({"ok": False, "problems": [{"stream": "", "seq": None, "what": refusal.text()}]})
        raise click.exceptions.Exit(1) from refusal
    if as_json:
        put_json(report.as_json())
    else:
        _tell(report)
    if not report.ok:
        raise click.exceptions.Exit(1)


def _where(
    backup: Path | None, keys: Path | None, database: str | None, teller: Teller
) -> AbstractContextManager[object]:
    if backup:
        return backup_opened(backup, keys, teller)
    return database_opened(database) if database else ground(teller)


def _tell(report: "Report") -> None:
    for problem in report.problems:
        click.echo(f"{problem.stream} #{problem.seq}: {problem.what}")
    for key in report.keys:
        click.echo(f"Khóa niêm phong: {key}")
    click.echo(
        f"Chưa có niêm phong nào che: {report.uncovered_events} sự kiện, "
        f"{report.uncovered_views} lượt xem"
    )
    click.echo(
        f"{report.chains} chuỗi, {report.events} sự kiện, {report.views} lượt xem, "
        f"{report.seals} niêm phong: "
        + ("nguyên vẹn" if report.ok else f"{len(report.problems)} điểm sai")
    )


@audit.command()
def seal() -> None:
    """Seal now what happened since the last seal."""
    with ground(Teller()):
        from toantrinh.journal.sealing import seal as seal_journal

        made = seal_journal()
    click.echo(f"Niêm phong số {made.number}." if made else "Không có gì mới.", err=True)


@audit.command()
def publish() -> None:
    """Close the days that are over and write the public files now; the worker does so by itself."""
    with ground(Teller()):
        from toantrinh.journal.publishing import public_folder
        from toantrinh.journal.publishing import publish as publish_seals

        publish_seals()
        where = public_folder()
    click.echo(str(where))

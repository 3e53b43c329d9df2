"""`toantrinh audit …`: whether the record of what happened is whole."""

import click

from toantrinh.command.ground import ground
from toantrinh.command.state import AS_JSON
from toantrinh.command.telling import Teller, put_json


def register(group: click.Group) -> None:
    """Hang these commands under the group."""
    group.add_command(audit)


@click.group()
def audit() -> None:
    """The journal: chains, heads, seals."""


@audit.command()
@AS_JSON
def verify(*, as_json: bool) -> None:
    """Check every chain and every seal. Exit 1 when something does not hold."""
    teller = Teller()
    with ground(teller):
        from toantrinh.journal.verify import verify as verify_journal

        teller.say("Kiểm tra nhật ký")
        report = verify_journal()
    if as_json:
        put_json(report.as_json())
    else:
        for problem in report.problems:
            click.echo(f"{problem.stream} #{problem.seq}: {problem.what}")
        click.echo(
            f"{report.chains} chuỗi, {report.events} sự kiện, {report.seals} niêm phong: "
            + ("nguyên vẹn" if report.ok else f"{len(report.problems)} điểm sai")
        )
    if not report.ok:
        raise click.exceptions.Exit(1)


@audit.command()
def seal() -> None:
    """Seal now what happened since the last seal."""
    with ground(Teller()):
        from toantrinh.journal.sealing import seal as seal_journal

        made = seal_journal()
    click.echo(f"Niêm phong số {made.number}." if made else "Không có gì mới.", err=True)

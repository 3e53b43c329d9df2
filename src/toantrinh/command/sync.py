"""`toantrinh sync …`: accounts of other agencies' systems, and files of what they hold."""

from pathlib import Path

import click

from toantrinh.command.ground import ground
from toantrinh.command.state import AS_JSON
from toantrinh.command.telling import Teller, put_json
from toantrinh.kernel.actors import SYSTEM
from toantrinh.kernel.errors import NotFound

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


def register(group: click.Group) -> None:
    """Hang these commands under the group."""
    group.add_command(sync)


@click.group()
def sync() -> None:
    """Systems of other agencies that push their dossiers."""


@sync.command("open")
@click.argument("username")
@click.option("--agency", "agency_key", required=True, help="For which agency and those below.")
def open_(username: str, agency_key: str) -> None:
    """Make an account and print its password, this once."""
    with ground(Teller()):
        from toantrinh.government.queries import agency
        from toantrinh.sync.accounts import open_account

        _system, password = open_account(username, agency(agency_key), actor=SYSTEM)
    click.echo(password)


@sync.command()
@click.argument("username")
def close(username: str) -> None:
    """Close an account, at once and for good."""
    with ground(Teller()):
        from toantrinh.sync.accounts import close_account

        close_account(username, actor=SYSTEM)


@sync.command()
@AS_JSON
@click.argument("file", type=_FILE)
@click.option("--as", "username", required=True, help="The account whose dossiers they are.")
def push(*, file: Path, username: str, as_json: bool) -> None:
    """Take a file of lines as if that system had sent it. Exit 1 when a line was refused."""
    with ground(Teller()):
        from toantrinh.sync.accounts import as_system
        from toantrinh.sync.actions import lines_of, push_lines
        from toantrinh.sync.models import System

        system = System.objects.filter(username=username, closed_at=None).first()
        if system is None:
            raise NotFound("Không có tài khoản hệ thống nào đang mở tên %(name)s.", name=username)
        with file.open("rb") as opened:
            taken = push_lines(system, lines_of(opened.read), actor=as_system(system))
        refused = [
            {"line": number, "field": problem.where, "message": problem.text()}
            for number, problems in taken.refused
            for problem in problems
        ]
    batch = taken.batch
    if as_json:
        counts = {"accepted": batch.accepted, "unchanged": batch.unchanged}
        put_json({**counts, "refused": batch.refused, "lines": refused})
    else:
        for one in refused:
            click.echo(f"{one['line']}: {one['field']}: {one['message']}")
        click.echo(
            f"Nhận {batch.accepted}, không đổi {batch.unchanged}, từ chối {batch.refused} dòng.",
            err=True,
        )
    if refused:
        raise click.exceptions.Exit(1)

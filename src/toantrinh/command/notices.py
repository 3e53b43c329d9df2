"""`toantrinh notices …`: short messages that did not go out, and trying them again."""

import click

from toantrinh.command.ground import ground
from toantrinh.command.state import AS_JSON
from toantrinh.command.telling import Teller, put_json


def register(group: click.Group) -> None:
    """Hang these commands under the group."""
    group.add_command(notices)


@click.group()
def notices() -> None:
    """Short messages by SMS and app."""


@notices.command()
@AS_JSON
def stuck(*, as_json: bool) -> None:
    """What should have gone out and did not. Exit 1 if anything."""
    with ground(Teller()):
        from toantrinh.notices import sending

        found = [
            {"id": str(one.id), "channel": one.channel, "since": one.created_at.isoformat()}
            for one in sending.stuck()
        ]
    if as_json:
        put_json({"stuck": found})
    else:
        for one in found:
            click.echo(f"{one['id']} {one['channel']} {one['since']}")
    if found:
        raise click.exceptions.Exit(1)
    click.echo("Không có tin nào bị kẹt.", err=True)


@notices.command()
def replay() -> None:
    """Try again what is stuck."""
    with ground(Teller()):
        from toantrinh.notices import sending

        done = sending.replay()
    click.echo(f"Gửi lại {done} tin; tin nào còn đang tự thử lại thì để yên.", err=True)

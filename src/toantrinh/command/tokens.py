"""`toantrinh token …`: let a program act for somebody."""

from typing import TYPE_CHECKING

import click

from toantrinh.command.ground import ground
from toantrinh.command.telling import Teller
from toantrinh.kernel.actors import SYSTEM
from toantrinh.kernel.errors import NotFound

if TYPE_CHECKING:
    from toantrinh.people.models import Person, Posting


def register(group: click.Group) -> None:
    """Hang these commands under the group."""
    group.add_command(token)


@click.group()
def token() -> None:
    """Tokens for /api/v1."""


@token.command()
@click.option("--person", "number", help="A citizen, by personal number.")
@click.option("--officer", "username", help="An officer, by login; at the first of their posts.")
@click.option("--name", required=True, help="What the token is for.")
@click.option("--days", default=90, show_default=True, help="How long it holds.")
def give(number: str | None, username: str | None, name: str, days: int) -> None:
    """Make a token and print it, this once."""
    if bool(number) == bool(username):
        raise click.UsageError("Give either --person or --officer.")
    with ground(Teller()):
        from toantrinh.api.actions import give_token

        _token, text = give_token(_whose(number, username), actor=SYSTEM, name=name, days=days)
    click.echo(text)


@token.command()
@click.argument("text")
def revoke(text: str) -> None:
    """Take a token back, at once and for good."""
    with ground(Teller()):
        from toantrinh.api.actions import revoke_token
        from toantrinh.api.queries import actor_of_token

        found = actor_of_token(text)
        if found is None:
            raise NotFound("Không có mã truy cập này, hoặc nó đã hết hạn.")
        revoke_token(found[0], actor=SYSTEM)


def _whose(number: str | None, username: str | None) -> "Person | Posting":
    from toantrinh.people.models import Officer
    from toantrinh.people.queries import find_person, postings

    if number:
        person = find_person(number)
        if person is None:
            raise NotFound("Không có người mang số này.")
        return person
    officer = Officer.objects.filter(user__username=username).first()
    held = postings(officer).first() if officer else None
    if held is None:
        raise NotFound("Không có cán bộ này, hoặc hôm nay họ không giữ vị trí nào.")
    return held

"""`toantrinh token …`: let a program act for somebody."""

from typing import TYPE_CHECKING

import click

from toantrinh.command.ground import ground
from toantrinh.command.telling import Teller
from toantrinh.kernel.actors import SYSTEM, Actor
from toantrinh.kernel.errors import NotAllowed, NotFound
from toantrinh.kernel.time import wall

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
@click.option("--may-sign", is_flag=True, help="Let it sign; the officer gives their code.")
@click.option("--code", help="The code that the officer's device shows now; else it is asked for.")
def give(
    number: str | None, username: str | None, name: str, days: int, may_sign: bool, code: str | None
) -> None:
    """Make a token and print it, this once."""
    if bool(number) == bool(username):
        raise click.UsageError("Give either --person or --officer.")
    if may_sign and not username:
        raise click.UsageError("Only an officer's token may sign.")
    if may_sign and code is None:
        code = str(click.prompt("Mã sáu chữ số trên thiết bị của cán bộ", err=True))
    with ground(Teller()):
        from toantrinh.api.actions import give_token

        whose = _whose(number, username)
        actor = _confirmed(whose, code or "") if may_sign else SYSTEM
        _token, text = give_token(whose, actor=actor, name=name, days=days, may_sign=may_sign)
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


def _confirmed(whose: "Person | Posting", code: str) -> Actor:
    """The officer at the post, who has shown the code of their device just now."""
    from toantrinh.people.models import Posting
    from toantrinh.people.queries import as_officer
    from toantrinh.web.gate.accounts import proves

    if not isinstance(whose, Posting) or not proves(whose.officer.user, code):
        raise NotAllowed("Mã chưa đúng hoặc đã dùng. Hãy nhập mã đang hiện trên thiết bị.")
    return as_officer(whose, wall())


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

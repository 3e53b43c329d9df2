"""`toantrinh catalogue drafts …`: newer national records that wait for somebody to look at them."""

from collections.abc import Sequence

import click

from toantrinh.command.ground import ground
from toantrinh.command.officers import publisher
from toantrinh.command.state import AS_JSON
from toantrinh.command.telling import Teller, put_json
from toantrinh.kernel.actors import SYSTEM, Actor
from toantrinh.kernel.errors import NotFound, Refusal

_AS = click.option("--as", "username", required=True, help="The login of the officer who decides.")
_CODES = click.argument("codes", nargs=-1)
_ALL = click.option("--all", "everything", is_flag=True, help="All that wait.")


@click.group()
def drafts() -> None:
    """Newer national records, waiting as drafts."""


@drafts.command("list")
@_CODES
@AS_JSON
def list_(codes: tuple[str, ...], *, as_json: bool) -> None:
    """What waits, and what each newer record changes, field by field."""
    with ground(Teller()):
        from toantrinh.catalogue.reviewing import national_change, waiting

        told = [
            {
                "draft": str(draft.id),
                "code": draft.code,
                "title": draft.title,
                "changed_at": draft.changed_at.isoformat(),
                "changes": [one.as_json() for one in national_change(draft)],
            }
            for draft in waiting(actor=SYSTEM)
            if not codes or draft.code in codes
        ]
    if as_json:
        put_json(told)
        return
    for one in told:
        changes = one["changes"]
        click.echo(f"{one['code']}  {one['title']}")
        for change in changes if isinstance(changes, list) else ():
            click.echo(f"    {change['words']}")
    if not told:
        click.echo("Không có bản ghi quốc gia nào chờ xem.")


@drafts.command()
@_CODES
@_ALL
@_AS
@AS_JSON
def accept(codes: tuple[str, ...], *, everything: bool, username: str, as_json: bool) -> None:
    """Publish newer records as they are, from today on: all of those named, or none."""
    with ground(Teller()):
        from toantrinh.catalogue.reviewing import accept as publish

        actor = publisher(username)
        versions = publish(_ids(codes, actor, everything=everything), actor=actor)
        told = [{"code": one.procedure.code, "number": one.number} for one in versions]
    _tell(told, as_json=as_json)


@drafts.command()
@_CODES
@_ALL
@_AS
@AS_JSON
def discard(codes: tuple[str, ...], *, everything: bool, username: str, as_json: bool) -> None:
    """Throw drafts away; the same record does not come back as one."""
    with ground(Teller()):
        from toantrinh.catalogue.reviewing import discard as throw_away

        actor = publisher(username)
        thrown = throw_away(_ids(codes, actor, everything=everything), actor=actor)
        told: list[dict[str, object]] = [{"code": one.code, "number": None} for one in thrown]
    _tell(told, as_json=as_json)


def _ids(codes: Sequence[str], actor: Actor, *, everything: bool) -> list[str]:
    from toantrinh.catalogue.reviewing import waiting

    if bool(codes) == everything:
        raise Refusal("Hãy ghi các mã thủ tục, hoặc --all.", field="codes")
    found = {draft.code: str(draft.pk) for draft in waiting(actor=actor)}
    missing = [code for code in codes if code not in found]
    if missing:
        raise NotFound("Không có bản ghi nào chờ xem cho mã %(code)s.", code=", ".join(missing))
    return [found[code] for code in codes] if codes else list(found.values())


def _tell(told: Sequence[dict[str, object]], *, as_json: bool) -> None:
    if as_json:
        put_json(told)
        return
    for one in told:
        click.echo(f"{one['code']}@{one['number']}" if one["number"] else f"{one['code']} bỏ")

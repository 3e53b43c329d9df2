"""`toantrinh check`: what is wrong with this installation, and how to mend it."""

from typing import Any

import click

from toantrinh.command.ground import ground
from toantrinh.command.state import AS_JSON
from toantrinh.command.telling import Teller, put_json
from toantrinh.kernel.checking import Finding, Severity

_MARKS = {Severity.BROKEN: "✗", Severity.SOON: "!", Severity.NOTE: "·"}


def register(group: click.Group) -> None:
    """Hang this command under the group."""
    group.add_command(check)


@click.command()
@AS_JSON
def check(*, as_json: bool) -> None:
    """Look for what is wrong. Exit 1 when something does not work."""
    teller = Teller()
    with ground(teller):
        from toantrinh.administration.checking import findings

        teller.say("Kiểm tra cấu hình")
        found = findings(slow=True)
    broken = any(one.severity is Severity.BROKEN for one in found)
    if as_json:
        put_json({"ok": not broken, "findings": [_plain(one) for one in found]})
    else:
        for one in found:
            click.echo(f"{_MARKS[one.severity]} {one.text()}\n    → {one.how_to_mend()}")
            if page := _page(one):
                click.echo(f"      {page}")
            for place in one.named():
                click.echo(f"      {place}")
            if one.unnamed:
                click.echo(f"      … và {one.unnamed} nữa")
        click.echo("Mọi thứ đều ổn." if not found else f"{len(found)} điểm.", err=True)
    if broken:
        raise click.exceptions.Exit(1)


def _plain(one: Finding) -> dict[str, Any]:
    return {
        "code": one.code,
        "severity": one.severity.name.lower(),
        "what": one.text(),
        "remedy": one.how_to_mend(),
        "places": list(one.places),
        "page": _page(one),
    }


def _page(one: Finding) -> str:
    """The address of the page on which it is mended, if there is one."""
    from django.conf import settings

    from toantrinh.web.admin.checks import page_of

    path = page_of(one)
    return f"{settings.PUBLIC_ADDRESS}{path}" if path else ""

"""`toantrinh keys …`: wrapping keys change, old ones go, the answers of a dossier are erased."""

from pathlib import Path

import click

from toantrinh.command.ground import ground
from toantrinh.command.state import AS_JSON
from toantrinh.command.telling import Teller, put_json
from toantrinh.host.backup import write_keys
from toantrinh.kernel.actors import SYSTEM
from toantrinh.kernel.errors import NotFound

_REASONS = ("request", "retention", "court", "unlawful")


def register(group: click.Group) -> None:
    """Hang these commands under the group."""
    group.add_command(keys)


@click.group()
def keys() -> None:
    """Keys that seal what people told us."""


@keys.command()
@AS_JSON
def status(*, as_json: bool) -> None:
    """Which wrapping key wraps how many data keys."""
    with ground(Teller()):
        from toantrinh.people.keys import standing

        found = standing()
    if as_json:
        put_json(found.as_json())
        return
    for name, count in found.wrapped.items():
        mark = " (đang dùng)" if name == found.current else ""
        click.echo(f"{name}{mark}: {count} khóa dữ liệu")
    click.echo(f"đã xóa: {found.erased}")


@keys.command()
def rotate() -> None:
    """Wrap all data keys with a new wrapping key, or go on where that was broken off."""
    teller = Teller()
    with ground(teller):
        from toantrinh.people.keys import rotate as rotate_keys

        teller.say("Gói lại khóa dữ liệu")
        done = rotate_keys(actor=SYSTEM, progress=lambda at, of: teller.step("Khóa", at, of))
    click.echo(f"{done.name}: gói lại {done.rewrapped} khóa dữ liệu.", err=True)


@keys.command()
@click.argument("target", type=click.Path(dir_okay=False, path_type=Path))
def save(target: Path) -> None:
    """Write the key file that opens all backups, in the place of an older one."""
    with ground(Teller()) as base:
        write_keys(base, target)


@keys.command()
@click.argument("name")
def remove(name: str) -> None:
    """Remove an old wrapping key that wraps nothing any more."""
    with ground(Teller()):
        from toantrinh.people.keys import remove_wrapping_key

        remove_wrapping_key(name, actor=SYSTEM)
    click.echo(f"Đã gỡ {name}.", err=True)


@keys.command()
@click.argument("dossier")
@click.option("--reason", type=click.Choice(_REASONS), required=True, help="Why the law asks it.")
@click.option("--yes", is_flag=True, help="Do not ask.")
def erase(dossier: str, reason: str, *, yes: bool) -> None:
    """Make answers, papers and notes of an ended dossier unreadable for good, by its code."""
    if not yes:
        click.confirm(f"Xóa vĩnh viễn dữ liệu của hồ sơ {dossier}?", abort=True, err=True)
    with ground(Teller()):
        from toantrinh.dossiers.erasing import Reason, erase_answers
        from toantrinh.dossiers.models import Dossier

        found = Dossier.objects.filter(code=dossier).first()
        if found is None:
            raise NotFound("Không tìm thấy hồ sơ %(code)s.", code=dossier)
        erase_answers(found, actor=SYSTEM, reason=Reason(reason))
    click.echo(
        f"Đã xóa dữ liệu của hồ sơ {dossier}. Hãy ghi đè tệp khóa của các bản sao lưu: "
        "toantrinh keys save TỆP",
        err=True,
    )

"""`toantrinh backup | restore`."""

from collections.abc import Callable
from pathlib import Path

import click

from toantrinh.command.ground import ground, lay, load_django, migrate
from toantrinh.command.telling import Teller
from toantrinh.host.backup import read_backup, write_backup
from toantrinh.host.database import Database
from toantrinh.host.home import home
from toantrinh.host.roles import ensure_roles
from toantrinh.host.upkeep import database_up
from toantrinh.kernel.errors import Conflict


def register(group: click.Group) -> None:
    """Hang these commands under the group."""
    group.add_command(backup)
    group.add_command(restore)


@click.command()
@click.argument("target", type=click.Path(path_type=Path))
@click.option("--keys", type=click.Path(path_type=Path), help="Keys and secrets, in a file apart.")
def backup(target: Path, keys: Path | None) -> None:
    """Write database, files and seals into one file. People may go on working."""
    teller = Teller()
    with ground(teller) as base:
        from toantrinh.journal.sealing import seal

        seal()
        teller.say("Sao lưu")
        write_backup(base, target, keys)
    if keys is None:
        click.echo(
            "Chưa sao khóa: bản sao này không có khóa nào, thiếu tệp khóa thì dữ liệu niêm phong "
            "không mở được.",
            err=True,
        )


@click.command()
@click.argument("source", type=click.Path(exists=True, path_type=Path))
@click.option("--keys", type=click.Path(exists=True, path_type=Path), help="The file of keys.")
def restore(source: Path, keys: Path | None) -> None:
    """Fill an empty home from a backup, then check the whole journal. Exit 1 if it is not whole."""
    teller = Teller()
    with database_up(home()) as base:
        fill(base, teller, lambda: read_backup(base, source, keys))
        from toantrinh.journal.outside import cut_after
        from toantrinh.journal.publishing import unpublish
        from toantrinh.journal.sealing import last_number
        from toantrinh.journal.verify import verify

        cut = cut_after(last_number())
        unpublish()
        teller.say("Kiểm tra nhật ký")
        report = verify()
        if report.ok:
            lay(base, teller)
    for problem in report.problems:
        click.echo(f"{problem.stream} #{problem.seq}: {problem.what}")
    click.echo(
        f"{report.events} sự kiện, {report.seals} niêm phong, bỏ {cut} niêm phong mới hơn: "
        + ("nguyên vẹn" if report.ok else f"{len(report.problems)} điểm sai"),
        err=True,
    )
    if not report.ok:
        raise click.exceptions.Exit(1)


def fill(base: Database, teller: Teller, read: Callable[[], None]) -> None:
    """Fill an empty database by `read` and bring it to where the code expects it."""
    ensure_roles(base)
    load_django()
    from django.db import connections

    from toantrinh.journal.privileges import grant

    owner = connections["owner"]
    if owner.introspection.table_names():
        raise Conflict("Nơi này đã có dữ liệu; chỉ khôi phục được vào một nơi trống.")
    owner.close()
    teller.say("Khôi phục")
    read()
    migrate(teller)
    grant(owner)
    owner.close()

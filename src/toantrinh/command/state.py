"""`toantrinh up | down | status | db …`."""

import shutil
from typing import TypedDict

import click
import psycopg

from toantrinh.command.ground import lay
from toantrinh.command.telling import Teller, put_json
from toantrinh.host import supervisor, upkeep
from toantrinh.host.database import Database, database
from toantrinh.host.home import home
from toantrinh.host.postgres import Cluster
from toantrinh.kernel.errors import Refusal

AS_JSON = click.option("--json", "as_json", is_flag=True, help="JSON on stdout, nothing else.")


def register(group: click.Group) -> None:
    """Hang these commands under the group."""
    for command in (up, down, status, db, worker):
        group.add_command(command)


@click.command()
@AS_JSON
def up(*, as_json: bool) -> None:
    """Start database and worker, and bring tables, units and calendar up to date."""
    at = home()
    upkeep.stay(at)
    upkeep.start(at, worker=True)
    lay(database(at), Teller())
    if as_json:
        put_json(_state())
    else:
        click.echo("Đã chạy. Dừng bằng: toantrinh down", err=True)


@click.command()
def down() -> None:
    """Stop everything that this home runs."""
    at = home()
    upkeep.stay(at)
    upkeep.stop(at)
    click.echo("Đã dừng.", err=True)


@click.command()
@AS_JSON
def status(*, as_json: bool) -> None:
    """Tell what runs. Exit 0 when database and worker do, 3 otherwise."""
    seen = _state()
    if as_json:
        put_json(seen)
    else:
        for name, child in seen["children"].items():
            click.echo(f"{name}: pid {child['pid']}, khởi động lại {child['restarts']} lần")
        click.echo("Đang chạy." if seen["up"] else "Không chạy.")
    if not seen["up"]:
        raise click.exceptions.Exit(3)


class State(TypedDict):
    """What `status` tells."""

    up: bool
    home: str
    embedded: bool
    database: bool
    supervisor: int | None
    children: dict[str, dict[str, float]]


def _state() -> State:
    at = home()
    base = database(at)
    seen = supervisor.state(at) or {"pid": None, "children": {}}
    answers = _answers(base)
    return State(
        up=answers and upkeep.WORKER in seen["children"],
        home=str(at.path),
        embedded=base.embedded,
        database=answers,
        supervisor=seen["pid"],
        children=seen["children"],
    )


def _answers(base: Database) -> bool:
    try:
        with psycopg.connect(base.address("app").url(), connect_timeout=3) as connection:
            connection.execute("SELECT 1")
    except psycopg.OperationalError:
        return False
    return True


@click.group()
def db() -> None:
    """The database: its address, its shell, its end."""


@db.command()
@click.option("--admin", "role", flag_value="owner", help="As the owner, who may change tables.")
@click.option("--auditor", "role", flag_value="auditor", help="As the auditor, who only reads.")
def url(role: str | None) -> None:
    """Print the database's address, for the app unless another role is named."""
    click.echo(database(home()).address(role or "app").url())


@db.command()
@click.option("--yes", is_flag=True, help="I know that all data will be gone.")
def erase(*, yes: bool) -> None:
    """Remove the embedded cluster of this home for good, with its files, seals and mails."""
    at = home()
    if not database(at).embedded:
        raise Refusal("Cơ sở dữ liệu này ở máy chủ của DATABASE_URL; hãy xóa tại đó.")
    if not yes:
        click.confirm("Xóa toàn bộ dữ liệu của nơi này?", abort=True, err=True)
    upkeep.stop(at)
    Cluster.of(at).erase()
    # Files and seals of a database that is gone would accuse the next one.
    for folder in (at.files, at.seals, at.mail):
        shutil.rmtree(folder)


@click.command(hidden=True)
def worker() -> None:
    """Run the jobs that follow a commit. The supervisor starts this."""
    from toantrinh.command.worker import work

    work()

"""`toantrinh jobs …`: what the worker could not do, and trying it again."""

import click

from toantrinh.command.ground import ground
from toantrinh.command.state import AS_JSON
from toantrinh.command.telling import Teller, put_json


def register(group: click.Group) -> None:
    """Hang these commands under the group."""
    group.add_command(jobs)


@click.group()
def jobs() -> None:
    """Jobs of the worker that need a human."""


@jobs.command()
@AS_JSON
def status(*, as_json: bool) -> None:
    """What failed for good, what a killed worker left, what runs for long. Exit 1 if anything."""
    teller = Teller()
    with ground(teller):
        from toantrinh.journal import jobs as waiting

        teller.say("Xem việc nền")
        groups = {"failed": waiting.failed(), "stuck": waiting.stuck(), "long": waiting.long()}
        found = {
            name: [{"id": job.pk, "task": job.task_name, "attempts": job.attempts} for job in rows]
            for name, rows in groups.items()
        }
    if as_json:
        put_json(found)
    else:
        for name, rows in found.items():
            for row in rows:
                click.echo(f"{name}: {row['task']} (số {row['id']}, đã thử {row['attempts']} lần)")
    if any(found.values()):
        raise click.exceptions.Exit(1)
    click.echo("Không có việc nào cần người xem.", err=True)


@jobs.command()
def retry() -> None:
    """Try again what failed for good or was left by a killed worker."""
    with ground(Teller()):
        from toantrinh.journal import jobs as waiting

        done = waiting.retry([*waiting.failed(), *waiting.stuck()])
    click.echo(f"Cho chạy lại {done} việc.", err=True)

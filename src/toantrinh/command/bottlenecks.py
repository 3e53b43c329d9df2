"""`toantrinh bottlenecks PROCEDURE`: where time goes, and what it would change to lose less."""

from datetime import datetime, timedelta

import click

from toantrinh.command.ground import ground
from toantrinh.command.measures import FROM, TO
from toantrinh.command.state import AS_JSON
from toantrinh.command.telling import Teller, put_json

_DAYS = 90


def register(group: click.Group) -> None:
    """Hang these commands under the group."""
    group.add_command(bottlenecks)


@click.command()
@AS_JSON
@click.argument("procedure")
@click.option("--agency", "key", default="", help="Code or key of the agency; all without it.")
@FROM
@TO
def bottlenecks(
    *, procedure: str, key: str, first: datetime | None, last: datetime | None, as_json: bool
) -> None:
    """Findings on a procedure in sentences, each with its evidence; of the last 90 days."""
    teller = Teller(quiet=as_json)
    with ground(teller):
        from toantrinh.bottlenecks.queries import sentences, work_out
        from toantrinh.government.queries import agency
        from toantrinh.kernel.time import now, today
        from toantrinh.measures.period import Period

        teller.say("Tìm điểm nghẽn")
        until = last.date() if last else today()
        since = first.date() if first else until - timedelta(days=_DAYS)
        where = agency(key) if key else None
        answer = work_out(procedure, where, Period.of(since, until, now()))
        told = sentences(answer)
    if as_json:
        found = [{"sentence": words, **evidence} for words, evidence in told]
        put_json({**answer, "findings": found})
        return
    click.echo(f"{answer['cases']} hồ sơ có kết quả, {answer['timely']}/{answer['due']} đúng hạn.")
    for words, _evidence in told:
        click.echo(f"- {words}")

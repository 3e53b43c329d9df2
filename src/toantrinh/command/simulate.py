"""`toantrinh simulate`: a province full of invented dossiers, to try and to measure with."""

import os
from datetime import datetime, timedelta

import click

from toantrinh.command.ground import ground
from toantrinh.command.state import AS_JSON
from toantrinh.command.story import certificate
from toantrinh.command.telling import Teller, put_json
from toantrinh.kernel.time import today

_LABELS = {"people": "Người", "dossiers": "Hồ sơ"}
# Each person has three; their numbers are not endless.
_MOST = 2_700_000


def register(group: click.Group) -> None:
    """Hang this command under the group."""
    group.add_command(simulate)


@click.command()
@AS_JSON
@click.option("--dossiers", type=click.IntRange(1, _MOST), required=True, help="How many.")
@click.option("--seed", type=click.IntRange(0, 2**31), default=1, show_default=True)
@click.option("--province", default="38", show_default=True, help="The code of its unit.")
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="Their last day; yesterday.")
@click.option("--jobs", type=click.IntRange(1, 64), default=os.cpu_count() or 1, show_default=True)
def simulate(
    *, as_json: bool, dossiers: int, seed: int, province: str, until: datetime | None, jobs: int
) -> None:
    """Fill a province with invented dossiers and their stories, marked as such.

    The same numbers and day give the same dossiers; a simulation that was broken off goes on.
    """
    teller = Teller()
    last = until.date() if until else today() - timedelta(days=1)
    with ground(teller):
        from toantrinh.synthetic.actions import simulate as fill
        from toantrinh.synthetic.world import Asked

        teller.say("Mô phỏng: cơ quan, cán bộ, người dân, hồ sơ")
        states = fill(
            Asked(dossiers, seed, province, last),
            certificate(),
            jobs=jobs,
            progress=lambda name, done, of: teller.step(_LABELS[name], done, of),
        )
    if as_json:
        put_json({"dossiers": states.total(), "states": dict(states)})
        return
    for state, count in states.most_common():
        click.echo(f"{count:>9}  {state}")

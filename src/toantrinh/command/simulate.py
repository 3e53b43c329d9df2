"""`toantrinh simulate`: a province full of invented dossiers, to try and to measure with."""

import os
from datetime import date, datetime, timedelta

import click

from toantrinh.command.ground import ground
from toantrinh.command.state import AS_JSON
from toantrinh.command.story import certificate
from toantrinh.command.telling import Teller, put_json
from toantrinh.kernel.time import today

_LABELS = {"people": "Người", "dossiers": "Hồ sơ"}
# Each person has three; their numbers are not endless.
_MOST = 2_700_000
# Of rows alone.
_MOST_ROWS = 200_000_000


def register(group: click.Group) -> None:
    """Hang this command under the group."""
    group.add_command(simulate)


@click.command()
@AS_JSON
@click.option("--dossiers", type=click.IntRange(1, _MOST_ROWS), required=True, help="How many.")
@click.option("--seed", type=click.IntRange(0, 2**31), default=1, show_default=True)
@click.option("--province", default="38", show_default=True, help="The code of its unit.")
@click.option("--nation", is_flag=True, help="A year of the whole country instead.")
@click.option(
    *("--into", "--through", "way"),
    type=click.Choice(["lake", "log"]),
    default="lake",
    show_default=True,
    help="Of the nation: rows to count only, or whole dossiers with their events.",
)
@click.option(
    *("--events", "events"),
    type=click.IntRange(0, 100),
    default=5,
    show_default=True,
    help="Of the nation's rows: of so many dossiers in a hundred the events too.",
)
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="Their last day; yesterday.")
@click.option("--jobs", type=click.IntRange(1, 64), default=os.cpu_count() or 1, show_default=True)
def simulate(
    *,
    as_json: bool,
    dossiers: int,
    seed: int,
    province: str,
    nation: bool,
    way: str,
    events: int,
    until: datetime | None,
    jobs: int,
) -> None:
    """Fill a province with invented dossiers and their stories, or a lake with the nation's year.

    The same numbers and day give the same dossiers; a simulation that was broken off goes on.
    """
    last = until.date() if until else today() - timedelta(days=1)
    if nation and way == "lake":
        _nation(dossiers, seed, last, events, as_json=as_json)
    elif dossiers > _MOST:
        raise click.BadParameter(f"{dossiers} > {_MOST}", param_hint="--dossiers")
    else:
        _whole(dossiers, seed, None if nation else province, last, jobs, as_json=as_json)


def _whole(
    dossiers: int, seed: int, province: str | None, last: date, jobs: int, *, as_json: bool
) -> None:
    """Of one province, or some of every one where none is named."""
    teller = Teller()
    with ground(teller):
        from toantrinh.synthetic.actions import simulate as fill
        from toantrinh.synthetic.places import NATION
        from toantrinh.synthetic.world import Asked

        teller.say("Mô phỏng: cơ quan, cán bộ, người dân, hồ sơ")
        states = fill(
            Asked(dossiers, seed, province or NATION, last),
            certificate(),
            jobs=jobs,
            progress=lambda name, done, of: teller.step(_LABELS[name], done, of),
        )
    if as_json:
        put_json({"dossiers": states.total(), "states": dict(states)})
        return
    for state, count in states.most_common():
        click.echo(f"{count:>9}  {state}")


def _nation(dossiers: int, seed: int, last: date, events: int, *, as_json: bool) -> None:
    teller = Teller()
    with ground(teller):
        from toantrinh.lake.actions import folder
        from toantrinh.measures.keeping import keep
        from toantrinh.synthetic.nation import Asked, invent

        teller.say("Mô phỏng một năm của cả nước, thẳng vào kho dữ liệu đo lường")
        asked = Asked(dossiers, seed, last - timedelta(days=364), last, events)
        made = invent(folder(), asked, lambda done, of: teller.step("Hồ sơ", done, of))
        teller.say("Tính chỉ số từng tháng")
        months = [f"{first:%Y-%m}" for first in keep()]
    pieces = {
        piece: sum(part.rows for part in made.parts("cases", piece))
        for piece in made.pieces["cases"]
    }
    if as_json:
        told = {"dossiers": made.rows("cases"), "events": made.rows("events")}
        put_json({**told, "pieces": pieces, "months": months})
        return
    for piece, count in sorted(pieces.items()):
        click.echo(f"{count:>9}  {piece}")

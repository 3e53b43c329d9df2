"""An hour of the country's events, until leaders see it: from the journal to a page of the cockpit.

32 million dossiers a year with some six events each are about 100,000 events in an hour of work.
They are written through the log, with their rows and their hashes, over a month's days; then the
worker's own task takes them into a lake that holds the whole year, and renews all kept answers.

Told is the longest wait: until a round that began just before has ended, or the next half minute
comes; then this round, and the page. The baseline is the bar: 90 s.
"""

from datetime import timedelta

from benchmarks.hour import taken_in
from benchmarks.measuring import Figure, Size, house
from benchmarks.nation import LAST, home_of, nation

_DOSSIERS: dict[Size, int] = {"small": 1000, "full": 16_000}
_DAYS = timedelta(days=30)
_EVERY_SECONDS = 30.0
_BAR_SECONDS = 90.0


def measure(size: Size) -> dict[str, Figure]:
    """Seconds until the page shows what was committed; below, what the first keeping takes."""
    lake = nation(size)
    with house(home_of(size)):
        from toantrinh.command.story import certificate
        from toantrinh.synthetic.actions import simulate
        from toantrinh.synthetic.places import NATION
        from toantrinh.synthetic.world import Asked

        asked = Asked(_DOSSIERS[size], 1, NATION, LAST, LAST - _DAYS)
        simulate(asked, certificate(), jobs=2)
        told = taken_in(lake)
    before, after = told["seen"]
    if before == after:
        raise RuntimeError(f"the page went on saying {before}")
    (took, worked, peak), (first, first_worked, first_peak) = told["round"], told["first"]
    worst = max(_EVERY_SECONDS, took) + took + told["page"][0]
    note = (
        f"{told['events']:,} events, a round {took:.1f} s ({worked:.1f} s of processor, "
        f"peak {peak:.2f} GB); {before} became {after}; baseline: the bar"
    )
    return {
        "lake_fresh": Figure(round(worst, 1), "s", _BAR_SECONDS, note),
        "  first keeping": Figure(
            round(first, 1),
            "s",
            None,
            f"all months, {first_worked:.1f} s of processor, peak {first_peak:.2f} GB",
        ),
    }

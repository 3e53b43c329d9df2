"""Lists of the desk with a million dossiers in the province (six thousand at SIZE=small).

Piles of all kinds, first leaves and second ones, and the search by name, code and number, by
sixteen officers at once: see `province`. The value is the 95th percentile; the baseline must
hold.
"""

from benchmarks.measuring import Figure, Size
from benchmarks.province import DOSSIERS, SECONDS, USERS, at, desks, read_all

MUST = 60.0


def measure(size: Size) -> Figure:
    """Milliseconds at the 95th percentile."""
    with desks(size) as (port, seats):
        taken = read_all(port, [(seat.cookie, seat.queues) for seat in seats], SECONDS[size])
    note = (
        f"{len(taken)} pages of {USERS} officers, {DOSSIERS[size]:,} dossiers;"
        f" p50 {at(taken, 0.5):.0f}, p99 {at(taken, 0.99):.0f} ms; baseline: what must hold"
    )
    return Figure(round(at(taken, 0.95), 1), "ms p95", MUST, note)

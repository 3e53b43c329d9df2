"""Lists of the desk with a million dossiers in the province (six thousand at SIZE=small).

Piles of all kinds, first leaves and second ones, and the search by name, code and number, by
sixteen officers at once: see `province`. The value is the 95th percentile; the baseline must
hold.
"""

from benchmarks.measuring import Figure, Size
from benchmarks.province import desks, read_all, told

MUST = 60.0


def measure(size: Size) -> Figure:
    """Milliseconds at the 95th percentile."""
    with desks(size) as (port, seats):
        taken = read_all(port, [(seat.cookie, seat.queues) for seat in seats], size)
    return told(taken, MUST, size)

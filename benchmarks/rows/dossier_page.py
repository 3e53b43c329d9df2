"""An officer's page about one dossier, with a million dossiers in the province (SIZE=small: 6,000).

Each of sixteen officers opens dossiers of their own piles, ended ones among them, and each view is
kept in the journal: see `province`. The value is the 95th percentile; the baseline must hold.
"""

from benchmarks.measuring import Figure, Size
from benchmarks.province import desks, read_all, told

MUST = 80.0


def measure(size: Size) -> Figure:
    """Milliseconds at the 95th percentile."""
    with desks(size) as (port, seats):
        taken = read_all(port, [(seat.cookie, seat.dossiers) for seat in seats], size)
    return told(taken, MUST, size)

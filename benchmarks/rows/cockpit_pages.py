"""Leaders' pages over a year of the country: the nation down to dossiers, agencies, files.

32,000,000 dossiers (250,000 at SIZE=small, with fewer pages). Asked in this process with Django's
client, see `cockpit`; times are the server's on the clock, with those of its processors beside
them, since the clock says little where others work. Bar: at most 300 ms at the 95th percentile.
COCKPIT_PAGES_EACH=1 prints each address.
"""

import os

from benchmarks.cockpit import Asking, asked, leading
from benchmarks.measuring import Figure, Size
from benchmarks.nation import DOSSIERS
from benchmarks.province import at

MUST = 300.0


def measure(size: Size) -> dict[str, Figure]:
    """Milliseconds at the 95th percentile: of all, and of each kind of page."""
    with leading(size) as client:
        told = asked(client, size)
    kinds = sorted({one.kind for one in told})
    if os.environ.get("COCKPIT_PAGES_EACH"):
        for one in sorted(told, key=lambda one: one.processor):
            print(f"{one.clock:8.1f} {one.processor:8.1f}  {one.kind:28} {one.path}")
    return {
        "cockpit_pages": _figure(told, f"{DOSSIERS[size]:,} dossiers"),
        **{f"  {kind}": _figure([one for one in told if one.kind == kind]) for kind in kinds},
    }


def _figure(told: list[Asking], about: str = "") -> Figure:
    clock, processor = sorted(one.clock for one in told), sorted(one.processor for one in told)
    note = (
        f"{len(told)} pages; p50 {at(clock, 0.5):.0f} ms; of processors"
        f" p50 {at(processor, 0.5):.0f}, p95 {at(processor, 0.95):.0f}; baseline: what must hold"
    )
    return Figure(round(at(clock, 0.95), 1), "ms p95", MUST, f"{about}, {note}" if about else note)

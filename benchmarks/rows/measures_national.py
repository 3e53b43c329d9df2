"""All measures for the nation, its provinces and communes over a year of the country.

Bars: at most 60 s and 4 GB at 32,000,000 dossiers; a count or sum at most 5 times the bare scan of
its columns, a percentile at most 40 times.
"""

from benchmarks.measuring import Figure, Size
from benchmarks.nation import DOSSIERS, counted


def measure(size: Size) -> dict[str, Figure]:
    """Seconds for all at once against the bar, and for each alone against the bare scan."""
    told = counted(size)
    each = told["each"]
    scans = sum(scan for _counting, scan in each.values())
    note = (
        f"{DOSSIERS[size]:,} dossiers, {told['processor_seconds']:.1f} s of processor, "
        f"peak {told['peak_gb']:.2f} GB; baseline: bare scans, summed"
    )
    return {
        "measures_national": Figure(told["seconds"], "s", scans, note),
        **{
            f"  {key}": Figure(
                counting, "s", scan, "nation, provinces, communes; baseline: bare scan"
            )
            for key, (counting, scan) in each.items()
        },
    }

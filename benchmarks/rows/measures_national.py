"""All measures for the nation, its provinces and communes over a year of the country.

Bars: at most 60 s and 4 GB at 32,000,000 dossiers; a count or sum at most 5 times the bare scan of
its columns, a percentile at most 40 times.
"""

from typing import Any

from benchmarks.measuring import Figure, Size, Took
from benchmarks.nation import DOSSIERS, counted

_BAR_SECONDS, _BAR_GB = 60.0, 4.0
# How many times the bare scan of its columns a measure may take.
_BAR_SUM, _BAR_SPREAD = 5, 40


def measure(size: Size) -> dict[str, Figure]:
    """Seconds and memory for all at once, each alone against the bare scan; bars beside them."""
    told = counted(size)
    whole = Took(*told["all"])
    each = {f"  {key}": _alone(one) for key, one in told["each"].items()}
    scans = sum(figure.baseline or 0 for figure in each.values())
    note = (
        f"bar {_BAR_SECONDS:.0f} s; {DOSSIERS[size]:,} dossiers, {whole.processor:.1f} s of "
        "processor; baseline: bare scans of each measure's columns, summed"
    )
    return {
        "measures_national": Figure(round(whole.clock, 2), "s", round(scans, 2), note),
        "  memory": Figure(round(told["peak_gb"], 2), "GB", None, f"bar {_BAR_GB:.0f} GB; peak"),
        **each,
    }


def _alone(one: dict[str, Any]) -> Figure:
    counting, scan = Took(*one["counting"]), Took(*one["scan"])
    bar = _BAR_SPREAD if one["is_spread"] else _BAR_SUM
    note = (
        f"bar {bar} times the baseline, the bare scan; of processor "
        f"{counting.processor / scan.processor:.2f} times"
    )
    return Figure(round(counting.clock, 3), "s", round(scan.clock, 3), note)

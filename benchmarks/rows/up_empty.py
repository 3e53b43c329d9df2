"""`toantrinh up` on an empty home, as an operator waits for it.

From the command's start until it returns: the cluster made, roles, tables, units, agencies,
calendar and authored procedures loaded, the worker started. The baseline is what must hold: 60 s.
"""

import shutil

from benchmarks.measuring import PLACE, Figure, Size, command

MUST_HOLD = 60.0


def measure(size: Size) -> Figure:
    """Seconds until `up` returns; the best of one or three empty homes."""
    at = PLACE / "empty"
    found = []
    for _ in range(1 if size == "small" else 3):
        shutil.rmtree(at, ignore_errors=True)
        try:
            found.append(command(at, "up"))
        finally:
            command(at, "down")
            command(at, "db", "erase", "--yes")
    return Figure(round(min(found), 2), "s", MUST_HOLD, "baseline: what must hold")

"""`toantrinh up` where all is laid already: with the database down, and with all running.

The value is the slower of the two, a start from a stopped home; the note tells the other. The
baseline is what must hold: 5 s.
"""

from benchmarks.measuring import PLACE, Figure, Size, command

MUST_HOLD = 5.0


def measure(size: Size) -> Figure:
    """Seconds until a second `up` returns."""
    at = PLACE / "house"
    times = 2 if size == "small" else 5
    command(at, "up")
    try:
        running = [command(at, "up") for _ in range(times)]
        stopped = []
        for _ in range(times):
            command(at, "down")
            stopped.append(command(at, "up"))
    finally:
        command(at, "down")
    note = f"baseline: what must hold; with all running {min(running):.2f} s"
    return Figure(round(min(stopped), 2), "s", MUST_HOLD, note)

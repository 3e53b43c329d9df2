"""What each measure over the catalogue says of one version, in plain Python."""

from collections.abc import Callable
from typing import Any

from toantrinh.measures.period import Period

Row = dict[str, Any]
_NEITHER = (0, 0)


def _of_offered(
    judge: Callable[[Row], tuple[int, int]],
) -> Callable[[Row, Period], tuple[int, int]]:
    def judged(row: Row, period: Period) -> tuple[int, int]:
        del period
        return judge(row) if row["in_force"] else _NEITHER

    return judged


def _end_to_end(row: Row) -> tuple[int, int]:
    if row["level"] == "partial" and row["partial_reason"]:
        return _NEITHER
    return (1 if row["level"] == "end_to_end" else 0), 1


def _explained(row: Row) -> tuple[int, int]:
    if row["level"] != "partial":
        return _NEITHER
    return (1 if row["partial_reason"] else 0), 1


def _whole(row: Row) -> tuple[int, int]:
    lacking = [name for name, there in row.items() if name.startswith("has_") and not there]
    return (0 if lacking else 1), 1


def _used(row: Row) -> tuple[int, int]:
    if row["level"] is None:
        return _NEITHER
    return (1 if row["cases_online"] else 0), 1


def _new(row: Row, period: Period) -> tuple[int, int]:
    if row["level"] is None:
        return _NEITHER
    new = row["number"] == 1 and period.first_day <= row["valid_from"] <= period.last_day
    return int(new), int(row["in_force"])


def _cut(row: Row, period: Period) -> tuple[int, int]:
    del period
    if row["number"] != 1:
        return _NEITHER
    return (0 if row["open"] else 1), 1


SERVICES: dict[str, Callable[[Row, Period], tuple[int, int]]] = {
    "nd224.a": _of_offered(_end_to_end),
    "nd224.14": _of_offered(_explained),
    "qd766.1.3": _of_offered(_whole),
    "qd766.3.1": _of_offered(lambda row: (int(row["level"] is not None), 1)),
    "qd766.3.1b": _of_offered(lambda row: (int(row["level"] == "partial"), 1)),
    "qd766.3.2": _of_offered(_used),
    "seeds.papers_saved": _of_offered(lambda row: (row["papers_held"], row["papers"])),
    "seeds.procedures_cut": _cut,
    "seeds.new_services": _new,
}

"""What each measure over dossiers says of one of them, in plain Python, from its words."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from toantrinh.kernel.time import local
from toantrinh.measures.period import Period

Row = dict[str, Any]
Pair = tuple[int, int]
Judge = Callable[[Row, Period], Pair]
_NEITHER = (0, 0)


def in_period(at: int | None, period: Period) -> bool:
    """Whether a moment is known and lies in the period."""
    return at is not None and period.since <= at < period.until


def _among(moment: str, judge: Callable[[Row], object]) -> Judge:
    """Of those whose moment lies in the period, those for which it holds."""

    def judged(row: Row, period: Period) -> Pair:
        if not in_period(row[moment], period):
            return _NEITHER
        return (1 if judge(row) else 0), 1

    return judged


def _decided(row: Row, period: Period) -> bool:
    return row["received"] is not None and in_period(row["decided"], period)


def _among_decided(judge: Callable[[Row], Pair]) -> Judge:
    def judged(row: Row, period: Period) -> Pair:
        return judge(row) if _decided(row, period) else _NEITHER

    return judged


def _minutes(row: Row) -> int:
    whole: int = row["decided"] - row["received"]
    return whole - int(row["paused_minutes"])


def _on_time(row: Row, period: Period) -> Pair:
    due, decided = row["due"], row["decided"]
    if due is None:
        return _NEITHER
    fair = due - row["extended_minutes"]
    if _decided(row, period):
        return (1 if decided <= fair else 0), 1
    if row["ended"] is not None or row["waiting_since"] is not None:
        return _NEITHER
    if decided is not None and decided < period.until:
        return _NEITHER
    return 0, int(in_period(fair, period) and fair < period.as_of)


def _on_time_766(row: Row, period: Period) -> Pair:
    if not in_period(row["received"], period) or row["due"] is None:
        return _NEITHER
    if row["decided"] is not None:
        end = row["decided"]
    else:
        if row["status"] == 5 and row["supplements"] > 1:
            return 0, 1
        if row["ended"] is not None:
            end = row["ended"]
        elif row["status"] == 5 and row["waiting_since"] is not None:
            end = row["waiting_since"]
        else:
            end = period.as_of
    return (1 if end <= row["due"] else 0), 1


def _mean_766(row: Row, period: Period) -> Pair:
    if not in_period(row["received"], period) or row["decided"] is None:
        return _NEITHER
    return (_minutes(row), 1) if row["status"] in {9, 10} else _NEITHER


def _automatic(row: Row) -> Pair:
    return row["system_acts"], row["system_acts"] + row["officer_acts"]


def _vietnamese_day(minute: int) -> str:
    return f"{local(datetime.fromtimestamp(minute * 60, UTC)):%Y-%m-%d}"


def _before(row: Row) -> Pair:
    if row["due"] is None:
        return _NEITHER
    return int(_vietnamese_day(row["decided"]) < _vietnamese_day(row["due"])), 1


def _among_due(judge: Callable[[Row], bool]) -> Judge:
    """Of those decided in the period that have a due moment, those for which it holds."""
    return _among_decided(lambda r: _NEITHER if r["due"] is None else (int(judge(r)), 1))


def _saved(row: Row) -> bool:
    promised_first = row["due"] - row["extended_minutes"]
    return bool(promised_first < row["decided"] <= row["due"])


def _stands_open(row: Row, period: Period) -> bool:
    if row["received"] is None or row["received"] >= period.as_of:
        return False
    over = [at for at in (row["decided"], row["ended"]) if at is not None]
    return all(at >= period.as_of for at in over)


def _late_backlog(row: Row, period: Period) -> Pair:
    if not _stands_open(row, period):
        return _NEITHER
    if row["waiting_since"] is not None or row["due"] is None:
        return 0, 1
    return int(row["due"] < period.as_of), 1


def _waiting(row: Row, period: Period) -> Pair:
    if not _stands_open(row, period):
        return _NEITHER
    since = row["waiting_since"]
    return int(since is not None and since < period.as_of), 1


def _uncollected(row: Row, period: Period) -> Pair:
    decided, returned = row["decided"], row["returned"]
    if decided is None or decided >= period.as_of:
        return _NEITHER
    if returned is not None and returned < period.as_of:
        return _NEITHER
    return int(period.as_of - decided > 30 * 24 * 60), 1


def _cleared(row: Row, period: Period) -> Pair:
    return int(_decided(row, period)), int(in_period(row["received"], period))


def _reception(row: Row, period: Period) -> Pair:
    return (row["desk_minutes"], 1) if in_period(row["accepted"], period) else _NEITHER


def _house(row: Row) -> int:
    return sum(row[f"{hand}_minutes"] for hand in ("agency", "officer", "leader", "other"))


def _applicants(row: Row) -> Pair:
    own = row["applicant_minutes"]
    return own, own + row["desk_minutes"] + _house(row)


def _online_of_online(row: Row, period: Period) -> Pair:
    if row["level"] is None:
        return _NEITHER
    return CASES["nd224.b1"](row, period)


def _asked(row: Row) -> int:
    return int(row["supplements"]) + int(row["supplements_before"])


def _is_online(row: Row) -> bool:
    return bool(row["channel"] == "online")


CASES: dict[str, Judge] = {
    "nd224.b1": _among("received", _is_online),
    "nd224.b2": _among("received", lambda r: _is_online(r) and r["level"] == "end_to_end"),
    "nd224.c": _among_decided(_automatic),
    "nd224.d": _among_decided(lambda r: (_minutes(r), 1)),
    "nd224.dd": _on_time,
    "qd766.2.1": _on_time_766,
    "qd766.2.2": _mean_766,
    "qd766.3.3": _among("received", lambda r: _is_online(r) and r["signed_result"]),
    "qd766.4.1": _among_decided(lambda r: (r["signed_result"], 1)),
    "online.share": _online_of_online,
    "work.cleared": _cleared,
    "work.refused": _among("submitted", lambda r: r["status"] == 3),
    "work.supplemented": _among("received", lambda r: _asked(r) >= 1),
    "work.supplemented_twice": _among("received", lambda r: _asked(r) >= 2),
    "work.withdrawn": _among("received", lambda r: r["status"] == 7),
    "work.stopped": _among("received", lambda r: r["status"] == 8),
    "work.denied": _among_decided(lambda r: (r["denial"], 1)),
    "work.apologised": _among("received", lambda r: r["extensions"]),
    "work.before_due": _among_decided(_before),
    "work.late_backlog": _late_backlog,
    "work.waiting": _waiting,
    "work.uncollected": _uncollected,
    "work.reception_time": _reception,
    "work.signing_share": _among_decided(lambda r: (r["leader_minutes"], _house(r))),
    "work.applicant_share": _among_decided(_applicants),
    "work.sent_back": _among_decided(lambda r: (r["send_backs"], r["proposals"])),
    "work.corrected": _among("returned", lambda r: r["corrections"]),
    "work.handed_on": _among("received", lambda r: r["hand_ons"]),
    "work.reopened": _among("ended", lambda r: r["reopened"]),
    "quality.no_channel": _among("received", lambda r: r["channel"] is None),
    "quality.no_due": _among("received", lambda r: r["due"] is None),
    "pattern.last_minute": _among_due(lambda r: r["due"] - 15 <= r["decided"] <= r["due"]),
    "pattern.late_pause": _among_decided(lambda r: (int(r["late_pauses"] >= 1), 1)),
    "pattern.by_apology": _among_due(_saved),
}


def _hours(row: Row, period: Period) -> int | None:
    return _minutes(row) // 60 if _decided(row, period) else None


HOURS: dict[str, Callable[[Row, Period], int | None]] = {"nd224.d_spread": _hours}

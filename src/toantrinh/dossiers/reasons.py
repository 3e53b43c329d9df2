"""Why a dossier is due when it is: what was counted, told as facts in the order of their days."""

from datetime import date, datetime
from itertools import groupby

from toantrinh.dossiers.limits import Fact, FactKind, Limit, LimitKind, Pause
from toantrinh.dossiers.reckoning import (
    Label,
    Ledger,
    Reckoning,
    Stop,
    add_months,
    calendar_days,
    day_at,
    day_before,
    moment_of,
)

Dated = tuple[date, Fact]


def receipt_facts(
    received_at: datetime, restarts: tuple[Pause, ...], reckoning: Reckoning, minute: int
) -> list[Fact]:
    """When it was received, from when the count began again, what moved it to a next opening.

    `minute` is the receipt that counts, before a cut-off moved it.
    """
    facts = [Fact(FactKind.RECEIVED, {"at": received_at})]
    facts += [
        Fact(FactKind.RESTARTED, {"start": wait.start, "at": wait.end, "reason": wait.reason})
        for wait in sorted(restarts, key=lambda pause: pause.start)
        if wait.end and wait.end > received_at
    ]
    begun = reckoning.begin
    if begun.moved:
        params = {
            "mode": begun.moved,
            "minutes": begun.minutes,
            "day_off": not reckoning.calendar.is_working(day_at(minute)),
            "to": moment_of(begun.minute),
        }
        facts.append(Fact(FactKind.MOVED, params))
    return facts


def count_facts(reckoning: Reckoning, limit: Limit, ledger: Ledger, end: int) -> list[Fact]:
    """The limit and its first day; what was skipped and paused, by date; the last day moved.

    For limits in days, the days of these facts and of the limit add up to all days on the way.
    """
    told = [
        *_skipped(reckoning, ledger),
        *_made_up(reckoning, limit, ledger),
        *(_paused(reckoning, limit, ledger, stop) for stop in reckoning.stops if stop.start < end),
    ]
    told.sort(key=lambda dated: dated[0])
    return [
        *_limit(reckoning, limit),
        *_labelled(ledger, Label.TOO_LATE, FactKind.TOO_LATE),
        *(fact for _, fact in told),
        *_rolled(reckoning, ledger),
    ]


def _limit(reckoning: Reckoning, limit: Limit) -> list[Fact]:
    first = day_at(reckoning.begin.minute)
    params: dict[str, object] = {"kind": limit.kind, "amount": limit.amount}
    if limit.kind is LimitKind.MONTHS:
        params["days"] = calendar_days(limit, first)
        params["last"] = add_months(first, limit.amount)
    whole, rest = divmod(limit.amount, reckoning.rule.hours_per_day)
    if limit.kind is LimitKind.WORKING_HOURS and whole and not rest:
        params["days"] = whole
    facts = [Fact(FactKind.LIMIT, params)]
    if limit.kind in {LimitKind.WORKING_DAYS, LimitKind.DAYS, LimitKind.MONTHS}:
        params = {"day": first, "counted": reckoning.first_day_counts}
        facts.append(Fact(FactKind.FIRST_DAY, params))
    return facts


def _labelled(ledger: Ledger, label: Label, kind: FactKind) -> list[Fact]:
    days = [day for day, found in ledger.days if found is label]
    return [Fact(kind, {"first": days[0], "last": days[-1], "days": len(days)})] if days else []


def _rolled(reckoning: Reckoning, ledger: Ledger) -> list[Fact]:
    found = _labelled(ledger, Label.ROLLED, FactKind.ROLLED)
    ran_at = ledger.hours_ran_at
    off = ran_at is None or not reckoning.calendar.is_working(day_before(ran_at))
    return [Fact(fact.kind, {**fact.params, "off": off}) for fact in found]


def _skipped(reckoning: Reckoning, ledger: Ledger) -> list[Dated]:
    """Holidays by name and range; all weekly days off in one."""
    name = reckoning.calendar.name

    def called(row: tuple[date, Label]) -> str | None:
        return name(row[0]) if row[1] is Label.SKIPPED else None

    found = [
        _span([day for day, _ in rows], holiday)
        for holiday, rows in groupby(ledger.days, key=called)
        if holiday is not None
    ]
    weekly = [day for day, label in ledger.days if label is Label.SKIPPED and name(day) is None]
    if weekly:
        found.append(_span(weekly, None))
    return found


def _span(days: list[date], name: str | None) -> Dated:
    params = {"first": days[0], "last": days[-1], "days": len(days), "name": name}
    return days[0], Fact(FactKind.SKIPPED, params)


def _made_up(reckoning: Reckoning, limit: Limit, ledger: Ledger) -> list[Dated]:
    """Days worked instead of others, where that made them count."""
    labels = {Label.EXTENDED}
    if limit.office_only or limit.kind in {LimitKind.WORKING_DAYS, LimitKind.SAME_DAY}:
        labels.add(Label.COUNTED)
    return [
        (day, Fact(FactKind.MADE_UP, {"day": day}))
        for day, label in ledger.days
        if label in labels and day in reckoning.calendar.made_up
    ]


def _paused(reckoning: Reckoning, limit: Limit, ledger: Ledger, stop: Stop) -> Dated:
    days = minutes = 0
    for day, label in ledger.days:
        ends = reckoning.day_end(day, reckoning.calendar.office(day))
        days += label is Label.PAUSED and stop.start < ends <= stop.end
    if ledger.hours_ran_at is not None:
        ran_at = ledger.hours_ran_at
        minutes = reckoning.minutes_lost(stop, ran_at, office_only=limit.office_only)
    params = {
        "start": moment_of(stop.start),
        "end": moment_of(stop.end),
        "days": days,
        "minutes": minutes,
        "reason": stop.pause.reason,
    }
    return day_at(stop.start), Fact(FactKind.PAUSED, params)

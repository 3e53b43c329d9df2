"""A dossier's clock: its version's limit, its agency's calendar, the day's rules, its pauses."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from toantrinh.catalogue.content import ProcedureContent
from toantrinh.catalogue.forms import limit_of_case
from toantrinh.catalogue.handling import TimeLimit
from toantrinh.dossiers.answers import answers_of
from toantrinh.dossiers.clock import due
from toantrinh.dossiers.clock_words import explain
from toantrinh.dossiers.limits import (
    ClockRule,
    ClockRules,
    Cutoff,
    CutoffMode,
    Due,
    EndOfDay,
    Extension,
    FactKind,
    Limit,
    LimitKind,
    Pause,
    PauseMode,
)
from toantrinh.dossiers.models import Dossier
from toantrinh.dossiers.parts import extensions, waits
from toantrinh.government.calendar import Calendar
from toantrinh.government.models import Agency
from toantrinh.government.queries import calendar_of, rule, rules
from toantrinh.kernel.errors import Conflict, Refusal
from toantrinh.kernel.time import local, now

# The calendar is read this far ahead of the receipt; longer limits read further.
_REACH = timedelta(days=400)


def limit_of(dossier: Dossier) -> Limit | None:
    """The limit for this case, if its answers have one of their own, else for its channel."""
    content = dossier.version.read
    if dossier.whole_id and (own := _limit_of_part(dossier)):
        return _limit(own)
    if content.limits and (own := _limit_of_case(dossier, content)):
        return _limit(own)
    channels = [content.channel(dossier.channel), *content.channels]
    found = next((channel.limit for channel in channels if channel and channel.limit), None)
    return _limit(found) if found else None


def _limit_of_part(dossier: Dossier) -> TimeLimit | None:
    """What the joined procedure sets for this part of it."""
    joined = dossier.whole.version.read.joined if dossier.whole else ()
    return next((part.limit for part in joined if part.key == dossier.part), None)


def _limit_of_case(dossier: Dossier, content: ProcedureContent) -> TimeLimit | None:
    try:
        answers = answers_of(dossier)
    except Refusal:
        # Not handed in yet, or erased: nothing is known of the case.
        return None
    found = limit_of_case(content, answers)
    return found.limit if found else None


def joint_limit(dossier: Dossier) -> Limit | None:
    """The limit for all parts of a joined procedure together, if its version sets one."""
    found = dossier.version.read.joint_limit
    return _limit(found) if found else None


def _limit(found: TimeLimit) -> Limit:
    return Limit(LimitKind(found.kind), found.amount)


def calendar(dossier: Dossier) -> Calendar:
    """The competent agency's working days around this dossier's life."""
    start = dossier.received_at or dossier.submitted_at or now()
    if dossier.agency is None:
        raise Conflict("Hồ sơ chưa có cơ quan giải quyết.")
    return calendar_of(dossier.agency, local(start).date(), local(start + _REACH).date())


def starts_at(dossier: Dossier) -> datetime:
    """When the clock of a dossier that is accepted now started.

    By the dated rule `clock.starts_at`: when the complete dossier came, or when it was accepted.
    """
    if rule("clock.starts_at", local(now()).date(), dossier.agency) == "accepted":
        return now()
    completed = [pause.until for pause in waits(dossier) if pause.mode == PauseMode.RESTART]
    return (completed[-1] if completed else None) or dossier.submitted_at or now()


def reckon(dossier: Dossier, limit: Limit | None = None) -> Due | None:
    """When the answer is due and why; None for a procedure without a limit that can be counted.

    `limit` is another than the dossier's own, if any.
    """
    given = () if limit else extensions(dossier)
    limit = limit or limit_of(dossier)
    if limit is None or dossier.received_at is None:
        return None
    # What began anew before reception is in the receipt already.
    pauses = tuple(
        Pause(pause.since, pause.until, PauseMode(pause.mode))
        for pause in waits(dossier)
        if pause.mode == PauseMode.PAUSE or pause.since >= dossier.received_at
    )
    longer = tuple(Extension(one.at, one.working_days) for one in given)
    begins = dossier.counted_from or dossier.received_at
    # Whoever asks for something has it already.
    begins = min([begins, *(pause.start for pause in pauses)])
    return due(limit, begins, calendar(dossier), rules_of(dossier), pauses, longer)


def why(dossier: Dossier, *, whole: bool = True) -> list[str]:
    """Why it is due when it is, in sentences; only `whole` ones end with the due moment."""
    reckoned = reckon(dossier)
    if reckoned is None:
        return []
    if reckoned.standing is None and dossier.due_at not in {None, reckoned.at}:
        # What would be counted today is not what was promised.
        return [_("Ngày hẹn giữ như đã hứa; lịch làm việc đổi sau đó không làm ngày hẹn đổi theo.")]
    facts = (one for one in reckoned.facts if whole or one.kind is not FactKind.DUE)
    return [*_elsewhere(dossier), *explain(replace(reckoned, facts=tuple(facts)))]


def _elsewhere(dossier: Dossier) -> list[str]:
    """That another desk received it, and when."""
    if dossier.counted_from is None or dossier.desk is None or dossier.agency is None:
        return []
    said = _("%(desk)s tiếp nhận lúc %(at)s; thời hạn tính từ khi %(agency)s nhận được.")
    at = f"{local(dossier.received_at or now()):%H:%M %d/%m/%Y}"
    return [said % {"desk": dossier.desk.name, "at": at, "agency": dossier.agency.name}]


def rules_of(dossier: Dossier) -> ClockRules:
    """The clock rules in force when the dossier was received."""
    day = local(dossier.received_at or now()).date()
    return ClockRules((clock_rule(limit_of(dossier), day, dossier.agency),))


def clock_rule(limit: Limit | None, day: date, agency: Agency | None) -> ClockRule:
    """The clock rule that the dated rules of a day make for this kind of limit at an agency."""
    values = rules("clock.", day, agency)
    cutoffs = []
    if limit and limit.kind is LimitKind.SAME_DAY:
        same_day = _minutes(str(values["clock.same_day_cutoff"]))
        cutoffs.append(Cutoff(CutoffMode.AFTER, same_day))
    if values["clock.online_after_hours"] == "next_working_day":
        late = _minutes(str(values["clock.online_after_hours_cutoff"]))
        cutoffs.append(Cutoff(CutoffMode.AFTER, late))
    return ClockRule(
        cutoffs=tuple(cutoffs),
        count_first_day=bool(values["clock.first_day_counted"]),
        end_of_day=EndOfDay(str(values["clock.end_of_day"])),
        ends_at_work=bool(values["clock.end_on_working_day"]),
        hours_per_day=int(str(values["clock.hours_per_working_day"])),
    )


def _minutes(clock: str) -> int:
    """Minutes after midnight of a time like `15:00`."""
    hours, minutes = clock.split(":")
    return int(hours) * 60 + int(minutes)

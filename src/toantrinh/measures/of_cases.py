"""The measures over dossiers, each one expression. What they mean is said in `data/*.yaml`."""

import ibis

from toantrinh.measures.expressions import (
    Expr,
    count,
    day,
    inside,
    ratio,
    share,
    spread,
    total,
)
from toantrinh.measures.period import Period

_MONTH = 30 * 1440
_LAST_MINUTES = 15


def _online(t: Expr) -> Expr:
    # Where nobody told how it came, it came in person (indicator 3.3).
    return t.channel == "online"


def _working(t: Expr) -> Expr:
    """Minutes from receipt to decision that the house had it in hand."""
    return t.decided - t.received - t.paused_minutes


def _decided(t: Expr, p: Period) -> Expr:
    return inside(t.decided, p) & t.received.notnull()


@ratio("nd224.b1")
def online(t: Expr, p: Period) -> tuple[Expr, Expr]:
    return share(_online(t), inside(t.received, p))


@ratio("nd224.b2")
def wholly_online(t: Expr, p: Period) -> tuple[Expr, Expr]:
    return share(_online(t) & (t.level == "end_to_end"), inside(t.received, p))


@ratio("nd224.c")
def automation(t: Expr, p: Period) -> tuple[Expr, Expr]:
    judged = _decided(t, p)
    return total(t.system_acts, judged), total(t.system_acts + t.officer_acts, judged)


@ratio("nd224.d")
def mean_time(t: Expr, p: Period) -> tuple[Expr, Expr]:
    return total(_working(t), _decided(t, p)), count(_decided(t, p))


@spread("nd224.d_spread")
def time_spread(t: Expr, p: Period) -> tuple[Expr, Expr]:
    return _working(t), _decided(t, p)


@ratio("nd224.dd")
def on_time(t: Expr, p: Period) -> tuple[Expr, Expr]:
    """The promise as pauses moved it, but not as apologies did; see the decision."""
    late_from = t.due - t.extended_minutes
    decided = _decided(t, p) & t.due.notnull()
    # What ought to have been decided in the period and was not is late.
    overdue = inside(late_from, p) & (late_from < p.as_of) & t.waiting_since.isnull()
    overdue = overdue & t.ended.isnull() & (t.decided.isnull() | (t.decided >= p.until))
    return count(decided & (t.decided <= late_from)), count(decided | overdue)


@ratio("qd766.2.1")
def on_time_766(t: Expr, p: Period) -> tuple[Expr, Expr]:
    """As the portal's document has it: facts 2.5, its order of cases kept."""
    came = inside(t.received, p)
    waits = (t.status == 5) & t.decided.isnull()
    end = ibis.coalesce(t.decided, t.ended, ibis.cases((waits, t.waiting_since)), p.as_of)
    # The promise here moves with each pause, so the pause is not taken off the end once more.
    late = waits & (t.supplements > 1)
    return count(came & (end <= t.due) & ~late), count(came & t.due.notnull())


@ratio("qd766.2.2")
def mean_time_766(t: Expr, p: Period) -> tuple[Expr, Expr]:
    finished = inside(t.received, p) & t.decided.notnull() & t.status.isin([9, 10])
    return total(_working(t), finished), count(finished)


@ratio("qd766.3.3")
def online_766(t: Expr, p: Period) -> tuple[Expr, Expr]:
    return share(_online(t) & (t.signed_result == 1), inside(t.received, p))


@ratio("qd766.4.1")
def electronic_results(t: Expr, p: Period) -> tuple[Expr, Expr]:
    return share(t.signed_result == 1, _decided(t, p))


@ratio("online.share")
def online_of_online_services(t: Expr, p: Period) -> tuple[Expr, Expr]:
    return share(_online(t), inside(t.received, p) & t.level.notnull())


@ratio("work.cleared")
def cleared(t: Expr, p: Period) -> tuple[Expr, Expr]:
    return count(_decided(t, p)), count(inside(t.received, p))


@ratio("work.refused")
def refused(t: Expr, p: Period) -> tuple[Expr, Expr]:
    return share(t.status == 3, inside(t.submitted, p))


@ratio("work.supplemented")
def supplemented(t: Expr, p: Period) -> tuple[Expr, Expr]:
    return share(t.supplements + t.supplements_before > 0, inside(t.received, p))


@ratio("work.supplemented_twice")
def supplemented_twice(t: Expr, p: Period) -> tuple[Expr, Expr]:
    return share(t.supplements + t.supplements_before > 1, inside(t.received, p))


@ratio("work.withdrawn")
def withdrawn(t: Expr, p: Period) -> tuple[Expr, Expr]:
    return share(t.status == 7, inside(t.received, p))


@ratio("work.stopped")
def stopped(t: Expr, p: Period) -> tuple[Expr, Expr]:
    return share(t.status == 8, inside(t.received, p))


@ratio("work.denied")
def denied(t: Expr, p: Period) -> tuple[Expr, Expr]:
    return share(t.denial == 1, _decided(t, p))


@ratio("work.apologised")
def apologised(t: Expr, p: Period) -> tuple[Expr, Expr]:
    return share(t.extensions > 0, inside(t.received, p))


@ratio("work.before_due")
def before_due(t: Expr, p: Period) -> tuple[Expr, Expr]:
    return share(day(t.decided) < day(t.due), _decided(t, p) & t.due.notnull())


@ratio("work.late_backlog")
def late_backlog(t: Expr, p: Period) -> tuple[Expr, Expr]:
    return share(is_late(t, p), is_open(t, p))


@ratio("work.waiting")
def waiting(t: Expr, p: Period) -> tuple[Expr, Expr]:
    return share(t.waiting_since.notnull() & (t.waiting_since < p.as_of), is_open(t, p))


def is_late(t: Expr, p: Period) -> Expr:
    """Due by then, and in the house's hands."""
    return (t.due < p.as_of) & t.waiting_since.isnull()


def is_open(t: Expr, p: Period) -> Expr:
    """Received, and neither decided nor ended by then."""
    undecided = t.decided.isnull() | (t.decided >= p.as_of)
    return (t.received < p.as_of) & undecided & (t.ended.isnull() | (t.ended >= p.as_of))


@ratio("work.uncollected")
def uncollected(t: Expr, p: Period) -> tuple[Expr, Expr]:
    lies = (t.decided < p.as_of) & (t.returned.isnull() | (t.returned >= p.as_of))
    return share(t.decided < p.as_of - _MONTH, lies)


@ratio("work.reception_time")
def reception_time(t: Expr, p: Period) -> tuple[Expr, Expr]:
    accepted = inside(t.accepted, p)
    return total(t.desk_minutes, accepted), count(accepted)


@ratio("work.signing_share")
def signing_share(t: Expr, p: Period) -> tuple[Expr, Expr]:
    return total(t.leader_minutes, _decided(t, p)), total(_in_house(t), _decided(t, p))


@ratio("work.applicant_share")
def applicant_share(t: Expr, p: Period) -> tuple[Expr, Expr]:
    whole = _in_house(t) + t.desk_minutes + t.applicant_minutes
    return total(t.applicant_minutes, _decided(t, p)), total(whole, _decided(t, p))


def _in_house(t: Expr) -> Expr:
    return t.agency_minutes + t.officer_minutes + t.leader_minutes + t.other_minutes


@ratio("work.sent_back")
def sent_back(t: Expr, p: Period) -> tuple[Expr, Expr]:
    return total(t.send_backs, _decided(t, p)), total(t.proposals, _decided(t, p))


@ratio("work.corrected")
def corrected(t: Expr, p: Period) -> tuple[Expr, Expr]:
    return share(t.corrections > 0, inside(t.returned, p))


@ratio("work.handed_on")
def handed_on(t: Expr, p: Period) -> tuple[Expr, Expr]:
    return share(t.hand_ons > 0, inside(t.received, p))


@ratio("work.reopened")
def reopened(t: Expr, p: Period) -> tuple[Expr, Expr]:
    return share(t.reopened == 1, inside(t.ended, p))


@ratio("quality.no_channel")
def no_channel(t: Expr, p: Period) -> tuple[Expr, Expr]:
    return share(t.channel.isnull(), inside(t.received, p))


@ratio("quality.no_due")
def no_due(t: Expr, p: Period) -> tuple[Expr, Expr]:
    return share(t.due.isnull(), inside(t.received, p))


@ratio("pattern.last_minute")
def last_minute(t: Expr, p: Period) -> tuple[Expr, Expr]:
    left = t.due - t.decided
    return share((left >= 0) & (left <= _LAST_MINUTES), _decided(t, p) & t.due.notnull())


@ratio("pattern.late_pause")
def late_pause(t: Expr, p: Period) -> tuple[Expr, Expr]:
    return share(t.late_pauses > 0, _decided(t, p))


@ratio("pattern.by_apology")
def by_apology(t: Expr, p: Period) -> tuple[Expr, Expr]:
    saved = (t.decided <= t.due) & (t.decided > t.due - t.extended_minutes)
    return share(saved, _decided(t, p) & t.due.notnull())

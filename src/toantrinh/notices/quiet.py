"""Hours in which no telephone should ring. Pure."""

from datetime import datetime, time, timedelta

from toantrinh.kernel.time import HANOI, local


def not_before(at: datetime, since: time, until: time) -> datetime:
    """When a message of this moment may go: at once, or when the quiet hours are over.

    Quiet from `since` to `until`, clock times in Việt Nam, over midnight when `since` is later;
    never when both are the same.
    """
    here = local(at)
    clock = here.time().replace(tzinfo=None)
    over_night = since > until
    quiet = (clock >= since or clock < until) if over_night else since <= clock < until
    if not quiet:
        return at
    day = here.date() + timedelta(days=int(over_night and clock >= since))
    return datetime.combine(day, until, tzinfo=HANOI)

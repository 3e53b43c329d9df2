"""Time: aware, in UTC, read only here, so that tests and the story can turn the clock."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")

_turned: ContextVar[datetime | None] = ContextVar("turned", default=None)


def now() -> datetime:
    """The moment, in UTC; a turned clock says what it was turned to."""
    return _turned.get() or wall()


def wall() -> datetime:
    """The real moment, in UTC, whatever the clock was turned to."""
    return datetime.now(UTC)


def local(moment: datetime) -> datetime:
    """The same moment as clocks in Việt Nam show it."""
    return moment.astimezone(HANOI)


def today() -> date:
    """The day it is in Việt Nam."""
    return local(now()).date()


@contextmanager
def turned(at: datetime) -> Iterator[None]:
    """Turn this context's clock to a moment, where it stands still until the block ends."""
    if at.tzinfo is None:
        raise ValueError("a moment needs its time zone")
    token = _turned.set(at.astimezone(UTC))
    try:
        yield
    finally:
        _turned.reset(token)

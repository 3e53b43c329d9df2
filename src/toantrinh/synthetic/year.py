"""The days of an invented year in columns: when crowds come, and working days by number. Pure."""

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from toantrinh.synthetic.days import AT_HOME, AT_WORK, DAY_OFF, MONDAY

Whole = NDArray[np.int64]
# Later than everything: it did not happen.
NEVER = np.int64(2**62)
# How many days beyond the last are known, for promises.
AHEAD = 420
_DAY, _AHEAD_MINUTES = 1440, 420
_EPOCH = date(1970, 1, 1)
_OPENS, _CLOSES = 480, 1020
# A feast of so many days off in a row keeps people away before it and brings them after it.
_FEAST, _BEFORE, _AFTER = 5, 7, 14
_LULL, _RUSH = 0.6, 1.6
# Minutes between an act and the next, if both are on one day.
_SHORTEST, _LONGEST = 2, 40


class Year:
    """Days from the first to the last on which anything happens, and those after it for promises.

    `working` says of each day from the first on whether offices are open, `AHEAD` of them beyond
    the last. Moments are minutes since 1970 (UTC), as the lake has them.
    """

    def __init__(self, first: date, last: date, working: Sequence[bool]) -> None:
        self.first, self.last = first, last
        self._open = np.array(working)
        # Minute of the first midnight in Việt Nam.
        self._zero = (first - _EPOCH).days * _DAY - _AHEAD_MINUTES
        self.until = self._zero + ((last - first).days + 1) * _DAY
        # Of each day the number of the first working day from it on, and of each such its day.
        self._number = np.cumsum(self._open) - self._open
        self._working = np.flatnonzero(self._open)
        weights = np.cumsum(self._weights()[: (last - first).days + 1])
        self._crowd = weights / weights[-1]

    def _weights(self) -> NDArray[np.float64]:
        """How many come on each day: fewer before a feast, more after it and on Mondays."""
        days = [self.first + timedelta(days=at) for at in range(len(self._open))]
        monday = np.array([day.weekday() == 0 for day in days])
        weights = np.where(self._open, np.where(monday, MONDAY, 1.0), DAY_OFF)
        for begins, ends in self._feasts():
            weights[max(0, begins - _BEFORE) : begins] *= _LULL
            weights[ends : ends + _AFTER] *= _RUSH
        return weights

    def _feasts(self) -> list[tuple[int, int]]:
        """The first day of each long row of days off, and the one after it."""
        gaps = np.flatnonzero(np.diff(self._working) > _FEAST)
        return [(int(self._working[at]) + 1, int(self._working[at + 1])) for at in gaps]

    def day(self, at: Whole) -> Whole:
        """The number of a moment's day, from 0 on."""
        return (at - self._zero) // _DAY

    def midnight(self, day: date) -> int:
        """The minute in which a day begins."""
        return self._zero + (day - self.first).days * _DAY

    def submitted(self, rng: Generator, count: int) -> Whole:
        """Moments at which so many hand something in."""
        day = np.searchsorted(self._crowd, rng.random(count), side="right")
        at_work = self._open[day] & (rng.random(count) < 0.85)
        spread = rng.integers(0, 30, count)
        minute = np.where(at_work, rng.choice(AT_WORK, count), rng.choice(AT_HOME, count))
        return self._zero + day * _DAY + minute + spread

    def is_open(self, at: Whole) -> NDArray[np.bool_]:
        """Whether offices work on the moment's day."""
        found: NDArray[np.bool_] = self._open[self.day(at)]
        return found

    def later(self, rng: Generator, after: Whole, days: Whole) -> Whole:
        """A moment so many working days later; never, where that lies beyond the last day."""
        known = after < self.until
        since = np.where(known, after, self._zero)
        number = self._working_number(since) + days
        number = np.minimum(number, len(self._working) - 1)
        opening = self._zero + self._working[number] * _DAY + _OPENS
        spot = opening + rng.integers(0, _CLOSES - _OPENS, len(after))
        soon = since + rng.integers(_SHORTEST, _LONGEST, len(after))
        at = np.maximum(soon, spot)
        return np.where(known & (at < self.until), at, NEVER)

    def due(self, received: Whole, days: Whole) -> Whole:
        """The closing of the working day so many days on; the day of receipt is not counted."""
        known = received < self.until
        number = self._working_number(np.where(known, received, self._zero)) + days
        number = np.minimum(number, len(self._working) - 1)
        closing = self._zero + self._working[number] * _DAY + _CLOSES
        return np.where(known, closing, NEVER)

    def place(self, at: Whole) -> Whole:
        """How many office minutes there were before a moment, since the first day."""
        day = np.clip(self.day(at), 0, len(self._open) - 1)
        into = np.clip(at - self._zero - day * _DAY - _OPENS, 0, _CLOSES - _OPENS)
        found: Whole = self._number[day] * (_CLOSES - _OPENS) + self._open[day] * into
        return found

    def at_place(self, place: Whole) -> Whole:
        """The first moment by which there were so many office minutes, one at least."""
        number, rest = np.divmod(place - 1, _CLOSES - _OPENS)
        number = np.minimum(number, len(self._working) - 1)
        found: Whole = self._zero + self._working[number] * _DAY + _OPENS + rest + 1
        return found

    def working_days(self, since: Whole, until: Whole) -> Whole:
        """How many working days lie between two moments of which both are known."""
        return self._working_number(until) - self._working_number(since)

    def _working_number(self, at: Whole) -> Whole:
        """The number of the working day on which a moment counts: past closing, the next one."""
        shifted = at - self._zero + (_DAY - _CLOSES)
        found: Whole = self._number[np.minimum(shifted // _DAY, len(self._number) - 1)]
        return found

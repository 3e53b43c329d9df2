"""How long like dossiers took, as a curve: which share was decided within so many hours. Pure.

Dossiers that are still open count for as long as they were watched (Kaplan and Meier), so that
neither leaving them out nor waiting for them bends the answer.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

# Below this many decided dossiers nothing is foretold.
LEAST = 30
HALF, MOST = 50, 90
# Taken instead of nine in ten where fewer than 85 in a hundred held the month before.
WIDER = 95
# A number of hours may be rounded to whole days while it holds for so many in a hundred more.
_SLACK = 5
# Products of shares are floats; no two steps of a curve are nearer than this.
_NEAR = 1e-9


@dataclass(frozen=True)
class Curve:
    """Rows of an hour, how many were decided within it, and how many were watched no longer.

    A dossier decided within `hour` hours took more than `hour - 1`; one that is watched no longer
    was open for at least `hour` hours.
    """

    rows: tuple[tuple[int, int, int], ...]

    @classmethod
    def of(cls, rows: Iterable[tuple[int, int, int]]) -> "Curve":
        """Rows in any order; those of one hour are put together."""
        sums: dict[int, tuple[int, int]] = {}
        for hour, decided, left in rows:
            before = sums.get(hour, (0, 0))
            sums[hour] = (before[0] + decided, before[1] + left)
        return cls(tuple((hour, *sums[hour]) for hour in sorted(sums)))

    @property
    def decided(self) -> int:
        """How many dossiers it rests on."""
        return sum(decided for _hour, decided, _left in self.rows)

    @property
    def left(self) -> int:
        """How many were still open, or ended without a result."""
        return sum(left for _hour, _decided, left in self.rows)

    @cached_property
    def _open(self) -> tuple[tuple[int, float], ...]:
        """The share that is open after each hour in which one was decided."""
        found, share = [], 1.0
        watched = self.decided + self.left
        for hour, decided, left in self.rows:
            if decided:
                share *= 1 - decided / watched
                found.append((hour, share))
            watched -= decided + left
        return tuple(found)

    def open_after(self, hour: int) -> float:
        """The share that is open after so many hours."""
        share = 1.0
        for at, now in self._open:
            if at > hour:
                break
            share = now
        return share

    def within(self, rank: int, age: int = 0) -> int | None:
        """In how many hours more `rank` in a hundred of those open at an age are decided.

        None where that was not seen: too many are still open.
        """
        goal = self.open_after(age) * (100 - rank) / 100 + _NEAR
        if self.open_after(age) < _NEAR:
            return None
        return next(
            (hour - age for hour, share in self._open if hour > age and share <= goal), None
        )

    def since(self, age: int) -> int:
        """How many were decided after an age: on so many rests what is said of older ones."""
        return sum(decided for hour, decided, _left in self.rows if hour > age)

    def said(self, rank: int, hours_a_day: int, age: int = 0) -> int | None:
        """The hours as people are told them: whole days where that still says the truth.

        Rounded up to days unless that would hold for many more than `rank` in a hundred.
        """
        hours = self.within(rank, age)
        if hours is None or hours <= hours_a_day:
            return hours
        days = -(-hours // hours_a_day) * hours_a_day
        open_then = self.open_after(age + days) / self.open_after(age)
        return days if open_then + _NEAR >= (100 - rank - _SLACK) / 100 else hours

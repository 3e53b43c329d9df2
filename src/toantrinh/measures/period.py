"""For which time something is measured."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from toantrinh.kernel.errors import Refusal
from toantrinh.kernel.time import HANOI
from toantrinh.lake.folding import minute


@dataclass(frozen=True)
class Period:
    """Days in Việt Nam from `first` to `last`; both count.

    `as_of` is the minute for which is told what stands open: the period's end, or the moment of
    counting where that is not yet over.
    """

    first: date
    last: date
    as_of: int

    @classmethod
    def of(cls, first: date, last: date, counted_at: datetime) -> "Period":
        """The period as it looks at a moment. Raises Refusal when it ends before it begins."""
        if last < first:
            raise Refusal("Kỳ đo kết thúc trước khi bắt đầu.", field="to")
        return cls(first, last, min(_midnight(last + timedelta(days=1)), minute(counted_at)))

    @property
    def since(self) -> int:
        """Its first minute."""
        return _midnight(self.first)

    @property
    def until(self) -> int:
        """The first minute after it."""
        return _midnight(self.last + timedelta(days=1))

    @property
    def first_day(self) -> int:
        """Its first day as the lake writes days."""
        return int(f"{self.first:%Y%m%d}")

    @property
    def last_day(self) -> int:
        """Its last day, in the same way."""
        return int(f"{self.last:%Y%m%d}")


def _midnight(day: date) -> int:
    return minute(datetime.combine(day, time(), HANOI))

"""What expressions are made of: only what DuckDB and Spark both do in the same way.

No approximate function, no division, no window. A condition that is null does not hold.
"""

from collections.abc import Callable
from typing import Any

import ibis

from toantrinh.measures.period import Period

# Ibis has no types of its own that mypy could read.
Expr = Any
Ratio = Callable[[Expr, Period], tuple[Expr, Expr]]
# Minutes, and which rows count.
Spread = Callable[[Expr, Period], tuple[Expr, Expr]]

RATIOS: dict[str, Ratio] = {}
SPREADS: dict[str, Spread] = {}
# Hours, in minutes: percentiles are known to the hour.
BUCKET = 60
# A day in Việt Nam begins seven hours before one in UTC.
_DAY, _AHEAD = 1440, 420


def ratio(key: str) -> Callable[[Ratio], Ratio]:
    """Let a function say numerator and denominator of the measure with this key."""

    def keep(written: Ratio) -> Ratio:
        RATIOS[key] = written
        return written

    return keep


def spread(key: str) -> Callable[[Spread], Spread]:
    """Let a function say of the measure with this key what is spread over hours."""

    def keep(written: Spread) -> Spread:
        SPREADS[key] = written
        return written

    return keep


def count(where: Expr) -> Expr:
    """How many rows for which it holds."""
    return ibis.cases((where, 1), else_=0).sum()


def total(column: Expr, where: Expr) -> Expr:
    """The sum of a column over the rows for which it holds; what is null adds nothing."""
    return ibis.cases((where, ibis.coalesce(column, 0)), else_=0).sum()


def of_each(number: Expr) -> Expr:
    """What one row adds to a number, all of which are sums over rows."""
    return number.op().arg.to_expr()


def share(of: Expr, within: Expr) -> tuple[Expr, Expr]:
    """How many rows hold both, and how many the second."""
    return count(within & of), count(within)


def inside(moment: Expr, period: Period) -> Expr:
    """Whether a moment lies in the period."""
    return (moment >= period.since) & (moment < period.until)


def day(moment: Expr) -> Expr:
    """The first minute of the moment's day in Việt Nam, counted so that days can be compared."""
    shifted = moment + _AHEAD
    return shifted - shifted % _DAY


def bucket(minutes: Expr) -> Expr:
    """The hour in which it lies, in minutes."""
    return minutes - minutes % BUCKET

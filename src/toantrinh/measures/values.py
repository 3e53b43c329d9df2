"""What an engine counted, and the number that it makes: divided once, exactly, or with a reason."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from django.utils.translation import gettext_lazy as _

# Half, and nine in ten.
PERCENTILES = (50, 90)


@dataclass(frozen=True)
class Counts:
    """Whole numbers only; `buckets` are pairs of an hour, in minutes, and how many lie in it."""

    numerator: int = 0
    denominator: int = 0
    buckets: tuple[tuple[int, int], ...] = ()

    @property
    def rows(self) -> int:
        """How many the number rests on."""
        return sum(count for _at, count in self.buckets) or self.denominator


def together(those: Iterable[Counts]) -> Counts:
    """Some counts as one; of ratios only."""
    numerator = denominator = 0
    for each in those:
        numerator, denominator = numerator + each.numerator, denominator + each.denominator
    return Counts(numerator, denominator)


# By measure and place.
Answer = Mapping[tuple[str, str], Counts]

NO_ROWS = _("Không có trường hợp nào trong kỳ để tính.")


@dataclass(frozen=True)
class Value:
    """A number, or why there is none; percentiles by their rank, in minutes."""

    number: Fraction | None = None
    percentiles: Mapping[int, int] | None = None
    why_not: object = ""


def value(counts: Counts) -> Value:
    """The number that was counted. What rests on nothing is no number, and never zero."""
    if counts.buckets:
        found = {rank: percentile(counts.buckets, rank) for rank in PERCENTILES}
        return Value(Fraction(found[50]), found)
    if counts.denominator == 0:
        return Value(why_not=NO_ROWS)
    return Value(Fraction(counts.numerator, counts.denominator))


def percentile(buckets: tuple[tuple[int, int], ...], rank: int) -> int:
    """The hour, in minutes, by whose end `rank` in a hundred are through: known to the hour."""
    needed = Fraction(sum(count for _at, count in buckets) * rank, 100)
    passed = 0
    for at, count in sorted(buckets):
        passed += count
        if passed >= needed:
            return at
    raise ValueError("no bucket holds anything")


def decimal(number: Fraction, digits: int = 4) -> str:
    """A fraction as people read it, rounded half up at its last digit."""
    scaled = number * 10**digits
    whole = (abs(scaled) + Fraction(1, 2)) // 1
    sign = "-" if number < 0 and whole else ""
    return f"{sign}{whole // 10**digits}.{whole % 10**digits:0{digits}d}"

"""How measures stand at a place in a month: beside thirteen months, the year before and the peers.

Only kept answers are read, so that a page costs the same however many dossiers there are.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from django.utils.translation import gettext_lazy as _

from toantrinh.government.models import Agency
from toantrinh.kernel.errors import NotFound
from toantrinh.measures import kept
from toantrinh.measures.asking import By
from toantrinh.measures.measure import Measure
from toantrinh.measures.period import Period
from toantrinh.measures.places import Place, peers_of
from toantrinh.measures.values import Counts, Value, value

# What leaders see first, in this order.
CHIEF = (
    *("nd224.dd", "work.late_backlog", "nd224.d_spread", "nd224.b2"),
    *("nd224.b1", "qd766.4.1", "work.cleared", "nd224.c"),
)
MONTHS = 13
# A place with fewer cases is not held up as an example: one of one is no rate.
LEAST_CASES = 30

NOT_KEPT = _("Chưa có số liệu của tháng này.")


@dataclass(frozen=True)
class Monthly:
    """What a measure came to in a month, by its first day; None where the month is not kept."""

    month: date
    counted: Counts | None

    @property
    def counts(self) -> Counts:
        """What was counted."""
        return self.counted or Counts()

    @property
    def value(self) -> Value:
        """The number, or why there is none."""
        return Value(why_not=NOT_KEPT) if self.counted is None else value(self.counted)


@dataclass(frozen=True)
class Peer:
    """A place and what it came to."""

    place: Place
    counts: Counts

    @property
    def value(self) -> Value:
        """The number, or why there is none."""
        return value(self.counts)


@dataclass(frozen=True)
class Standing:
    """A measure at a place; `trend` ends with the month that is told, a year after it begins."""

    measure: Measure
    place: Place
    trend: tuple[Monthly, ...]
    best: Peer | None

    @property
    def now(self) -> Monthly:
        """The month that is told."""
        return self.trend[-1]

    @property
    def year_before(self) -> Monthly:
        """The same month of the year before."""
        return self.trend[0]

    @property
    def change(self) -> Fraction | None:
        """By how much more than a year before; None where one of the two is not known."""
        now, then = self.now.value.number, self.year_before.value.number
        return None if now is None or then is None else now - then

    @property
    def better(self) -> bool | None:
        """Whether the change is for the better; None where there is none or nothing to judge."""
        if not self.change or self.measure.direction == "none":
            return None
        return (self.change > 0) is (self.measure.direction == "up")


def month_told(asked: str) -> Period | None:
    """The month that is asked for as `2026-11`, else the last one kept; None where none is."""
    months = kept.months()
    wanted = next((each for each in months if f"{each.first:%Y-%m}" == asked), None)
    return wanted or (months[-1] if months else None)


def month_asked(asked: str) -> Period | None:
    """The same for programs: raises NotFound for a month that is named and not kept."""
    found = month_told(asked)
    if asked and (found is None or f"{found.first:%Y-%m}" != asked):
        raise NotFound("Chưa có số liệu tháng %(month)s.", field="month", month=asked)
    return found


def standings(measures: Sequence[Measure], place: Place, month: Period) -> list[Standing]:
    """How measures that are told for this kind of place stand there in a month."""
    those = [one for one in measures if place.by in one.by]
    keys = [one.key for one in those]
    told = {
        each.first: kept.read(keys, place.by, each, [place.code])
        for each in kept.months()
        if months_until(month.first)[0] <= each.first <= month.first
    }
    best = _best(those, place, month)
    return [
        Standing(
            one,
            place,
            tuple(
                Monthly(each, told[each].get((one.key, place.code), Counts()))
                if each in told
                else Monthly(each, None)
                for each in months_until(month.first)
            ),
            best.get(one.key),
        )
        for one in those
    ]


def whereabouts(where: Place | Agency, month: Period) -> tuple[By, str]:
    """As what a place is kept, or an agency with all below it: alone where it is no branch."""
    if isinstance(where, Place):
        return where.by, where.code
    if kept.has(By.BRANCH, where.path, month):
        return By.BRANCH, where.path
    return By.AGENCY, str(where.pk)


def months_until(month: date, count: int = MONTHS) -> list[date]:
    """So many months, the last of which is this one; each by its first day."""
    last = month.year * 12 + month.month - 1
    numbers = range(last - count + 1, last + 1)
    return [date(each // 12, each % 12 + 1, 1) for each in numbers]


def ranked(measure: Measure, places: Sequence[Place], month: Period) -> list[Peer]:
    """Places by what they came to, the best first; those without a number last, by name."""
    if not places:
        return []
    codes = [each.code for each in places]
    answer = kept.read([measure.key], places[0].by, month, codes)
    peers = [Peer(each, answer.get((measure.key, each.code), Counts())) for each in places]
    sign = -1 if measure.direction != "down" else 1

    def order(peer: Peer) -> tuple[bool, Fraction]:
        number = peer.value.number
        return (number is None, sign * number if number is not None else Fraction(0))

    return sorted(peers, key=order)


def by_procedure(measure: Measure, month: Period) -> list[tuple[str, Counts]]:
    """What a measure came to for each procedure of the nation, those with most cases first."""
    answer = kept.read([measure.key], By.PROCEDURE, month)
    rows = [(code, counts) for (_key, code), counts in answer.items()]
    return sorted(rows, key=lambda row: (-row[1].rows, row[0]))


def _best(measures: Sequence[Measure], place: Place, month: Period) -> dict[str, Peer]:
    """The best peer for each measure that has a better and a worse."""
    judged = [one for one in measures if one.direction != "none"]
    peers = peers_of(place)
    if not judged or not peers:
        return {}
    by = peers[0].by
    keys = [one.key for one in judged if by in one.by]
    answer = kept.read(keys, by, month, [each.code for each in peers])
    found: dict[str, Peer] = {}
    for one in judged:
        for each in peers:
            peer = Peer(each, answer.get((one.key, each.code), Counts()))
            if peer.counts.rows >= LEAST_CASES and _beats(one, peer, found.get(one.key)):
                found[one.key] = peer
    return found


def _beats(measure: Measure, peer: Peer, other: Peer | None) -> bool:
    mine = peer.value.number
    theirs = other.value.number if other is not None else None
    if mine is None or theirs is None:
        return mine is not None
    return mine > theirs if measure.direction == "up" else mine < theirs

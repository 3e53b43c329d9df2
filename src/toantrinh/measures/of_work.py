"""What came to agencies day by day, what lies there by its age, and in whose hands time went.

Counted beside the measures and kept with them, as whole numbers in columns: `came-5` on the
fifth of the month, `open-7` and `late-7` of an age from seven days on, `hands-desk` in minutes of
what was decided, `hands-cases` of how many.
"""

from collections.abc import Iterator

from toantrinh.measures.asking import Atom, rows_of
from toantrinh.measures.expressions import Expr, count, inside, total
from toantrinh.measures.of_cases import is_late, is_open
from toantrinh.measures.period import Period

# In whose hands a dossier lies, in the order in which it passes through them.
HANDS = ("desk", "agency", "officer", "other", "leader", "applicant", "collect")
# Days from which on a dossier is older; the last have no end.
AGES = (0, 1, 3, 7, 15, 30, 90)
DECIDED = "hands-cases"
_DAY = 1440


def came_on(day: int) -> str:
    """The column of what came on a day of the month."""
    return f"came-{day}"


def open_from(age: int) -> str:
    """The column of what is open and from so many days on old."""
    return f"open-{age}"


def late_from(age: int) -> str:
    """The column of what of it is late."""
    return f"late-{age}"


def in_hand(hand: str) -> str:
    """The column of the minutes that what was decided lay in a hand."""
    return f"hands-{hand}"


def work(period: Period) -> Iterator[tuple[Atom, Expr]]:
    """What is asked, and by what it is counted; what stands open only while a period runs.

    What stood open then would change with each pause, and nobody looks at its age any more.
    """
    yield Atom.AGENCY, _came(period)
    if period.as_of < period.until:
        yield Atom.AGENCY, _lying(period)
    yield Atom.PROCEDURE, _hands(period)


def _came(p: Period) -> Expr:
    cases = rows_of("cases")
    came = cases.filter(inside(cases.received, p)).select(atom="agency", at="received")
    days = (p.last - p.first).days + 1
    firsts = [p.since + day * _DAY for day in range(days)]
    counted = {
        came_on(day): count((came.at >= first) & (came.at < first + _DAY))
        for day, first in enumerate(firsts, start=1)
    }
    return came.group_by("atom").aggregate(**counted)


def _lying(p: Period) -> Expr:
    cases = rows_of("cases")
    age = p.as_of - cases.received
    lies = cases.filter(is_open(cases, p)).select(atom="agency", age=age, late=is_late(cases, p))
    counted: dict[str, Expr] = {}
    for since, until in zip(AGES, (*AGES[1:], None), strict=True):
        old = lies.age >= since * _DAY
        old = old if until is None else old & (lies.age < until * _DAY)
        counted |= {open_from(since): count(old), late_from(since): count(old & lies.late)}
    return lies.group_by("atom").aggregate(**counted)


def _hands(p: Period) -> Expr:
    cases = rows_of("cases")
    decided = inside(cases.decided, p)
    counted = {in_hand(hand): total(cases[f"{hand}_minutes"], decided) for hand in HANDS}
    counted[DECIDED] = count(decided)
    return cases.group_by(atom="procedure").aggregate(**counted)

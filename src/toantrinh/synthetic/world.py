"""What all invented dossiers of one simulation share, worked out once a process."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import accumulate
from random import Random
from typing import NamedTuple

from django.conf import settings

from toantrinh.dossiers.codes import set_aside
from toantrinh.kernel.time import local
from toantrinh.synthetic.days import Days, Dues, working_days
from toantrinh.synthetic.lives import Office, Pace, live
from toantrinh.synthetic.people import someone
from toantrinh.synthetic.places import Place, Staff, communes_of, places, staffed
from toantrinh.synthetic.telling import Case, Plan
from toantrinh.synthetic.wishes import Wish, wishes

# Since when agencies are as they are; no simulation goes back further.
FIRST = date(2025, 7, 1)
_LONGEST = timedelta(days=510)
_CHANNELS = {"online": 55, "direct": 40, "post": 5}
# How many dossiers come for each person.
DOSSIERS_A_PERSON = 3


@dataclass(frozen=True)
class Asked:
    """Which simulation: so many dossiers in a province until a day, drawn from a seed.

    They are handed in from `since` on, else over a year and a half.
    """

    dossiers: int
    seed: int
    province: str
    until: date
    since: date | None = None

    def as_payload(self) -> dict[str, object]:
        """As the journal keeps it."""
        days = {"until": self.until.isoformat()}
        if self.since:
            days["since"] = self.since.isoformat()
        told = asdict(self)
        return {**{name: told[name] for name in ("dossiers", "seed", "province")}, **days}

    @property
    def people(self) -> int:
        """How many persons have a wish."""
        return -(-self.dossiers // DOSSIERS_A_PERSON)


class World(NamedTuple):
    """Procedures, places and officers, days and due moments."""

    wishes: list[Wish]
    weights: list[int]
    communes: list[str]
    places: dict[tuple[str, str], Place]
    staff: Staff
    days: Days
    office: Office
    dues: Dues


@lru_cache(maxsize=1)
def world(asked: Asked) -> World:
    """The world of a simulation; officers that are not there yet are hired."""
    wished = [wish for wish in wishes(asked.until) if not wish.content.joined]
    communes = communes_of(asked.province, asked.dossiers)
    found = places(wished, communes, asked.until)
    first = max(FIRST, asked.since or asked.until - _LONGEST)
    dues = Dues(first, asked.until)
    _number, calendar = dues.calendar(next(iter(found.values())).agency)
    days = Days(first, asked.until, asked.dossiers, calendar)
    staff = staffed([one for place in found.values() for one in (place.agency, place.desk)])
    weights = list(accumulate(wish.weight for wish in wished))
    return World(wished, weights, communes, found, staff, days, days.office(), dues)


def cases(asked: Asked, first: int, end: int) -> list[Case]:
    """The invented dossiers with these numbers, lived; their codes are set aside."""
    here, rng = world(asked), Random(f"{asked.seed}/{first}")
    plans = [_plan(asked, here, rng, number) for number in range(first, end)]
    keys = [(plan.place.prefix, local(plan.submitted).date()) for plan in plans]
    serials = set_aside(Counter(keys))
    wrapping_key = settings.KEYRING.current()
    made = []
    for plan, key in zip(plans, keys, strict=True):
        limit = plan.wish.limit(plan.channel)
        case = Case(plan, serials[key], limit, here.dues, here.staff, rng, wrapping_key)
        serials[key] += 1
        pace = Pace.drawn(rng, working_days(limit))
        for step in live(rng, here.office, plan.submitted, pace):
            case.tell(step)
        made.append(case)
    return made


def _plan(asked: Asked, here: World, rng: Random, number: int) -> Plan:
    submitted = here.days.submitted(rng, number)
    day = local(submitted).date()
    wish = next(wish for wish in _drawn(here, rng) if wish.version.valid_from <= day)
    who = someone(asked.seed, rng.randrange(asked.people), here.communes)
    offered = [way for way in _CHANNELS if way in wish.channels] or list(wish.channels)
    # Nobody stands at a desk or a post office on a day off.
    open_ = offered if here.days.calendar.is_working(day) else offered[:1]
    [channel] = rng.choices(open_, [_CHANNELS.get(way, 1) for way in open_])
    return Plan(who, wish, here.places[wish.content.code, who.commune], channel, submitted)


def _drawn(here: World, rng: Random) -> Iterator[Wish]:
    while True:
        yield from rng.choices(here.wishes, cum_weights=here.weights)

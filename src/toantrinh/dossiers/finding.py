"""Finding dossiers by what officers type: a code, a name, an identity number, a phone, a tax code.

Numbers are found by their keyed hash, names by folded words: nothing typed is compared letter by
letter with what is sealed.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import cast
from uuid import UUID

from django.db.models import Q

from toantrinh.dossiers import perms
from toantrinh.dossiers.across_models import Consultation
from toantrinh.dossiers.leafing import CODES, DUE, LAST_ENDED, NEWEST, Listing, Near, Order
from toantrinh.dossiers.piles import Pile, going
from toantrinh.dossiers.piles import legs as legs_of
from toantrinh.government.models import Agency
from toantrinh.government.queries import dossier_prefix
from toantrinh.host.plans import Plans
from toantrinh.host.ready import Ready
from toantrinh.kernel.actors import Actor
from toantrinh.kernel.text import clean, tokens
from toantrinh.kernel.time import today
from toantrinh.people.models import Organisation, Person
from toantrinh.people.sealing import keyed_hash

# More people than that bear a common name.
MANY_BEARERS = 500
_MOST_ASKED = 64
_SERIAL_DIGITS = 4
_LONGEST_SERIAL = 7
# A serial typed alone is looked for among the codes given since so many days.
_SERIAL_DAYS = 60
_PERSONAL_NUMBER = re.compile(r"\d{12}")
_PHONE = re.compile(r"(?:0|\+84)\d{9,10}")
_TAX_CODE = re.compile(r"\d{10}(?:-\d{3})?")


def found_by(text: str, *, actor: Actor) -> Listing:
    """The dossiers that an officer may see and that what was typed means, the newest first.

    A name that more than MANY_BEARERS people bear is looked for in what is near at hand only.
    """
    typed = clean(text)
    if not tokens(typed) or any(sign.isdigit() for sign in typed):
        return _numbered(typed, actor)
    asked = [_bearers(field, typed) for field in _NAMED]
    if any(each.many for each in asked):
        near = _near(actor)
        legs = tuple(each.by_words for each in asked) if near else ()
        return Listing(legs, NEWEST, near, Plans.EACH)
    sees = _visible(actor)
    # Told who they are, the database goes by their dossiers; a question for them it cannot judge.
    return _listing([sees & each.by_keys for each in asked if each.keys])


def _listing(legs: Sequence[Q], order: Order = NEWEST) -> Listing:
    return Listing(tuple(legs), order, plans=Plans.EACH)


def _visible(actor: Actor) -> Q:
    """What somebody may see, with the dossiers about which they are asked named one by one.

    So it is a plain condition, whose query is written once; of very many Django writes it anew.
    """
    if not perms.asking(actor):
        return perms.visible(actor)
    asked = _ASKED.rows(agency=cast("UUID", actor.agency_id))
    if len(asked) > _MOST_ASKED:
        return perms.visible(actor)
    return perms.at_post(actor) | Q(pk__in=_few(asked)) if asked else perms.at_post(actor)


def _few(keys: Sequence[UUID]) -> tuple[UUID, ...]:
    """The keys, the last one as often as makes them 1, 2, 4, 8 and so on: few kinds of queries."""
    wanted = 1 << (len(keys) - 1).bit_length()
    return (*keys, *[keys[-1]] * (wanted - len(keys)))


def _numbered(text: str, actor: Actor) -> Listing:
    """What a text with digits may mean; nothing where there is no word."""
    if not tokens(text):
        return _listing([])
    sees, typed = _visible(actor), text.replace(" ", "")
    bare = typed.replace(".", "") if re.fullmatch(r"[+\d.]+", typed) else typed
    if bare.isascii() and bare.isdigit() and len(bare) <= _LONGEST_SERIAL:
        return _listing([sees & Q(code__in=_codes(bare, actor))])
    numbers = list(_numbers(bare))
    if numbers:
        return _listing([sees & each for each in numbers])
    # Codes are of letters, digits, points and dashes, all of which come before a tilde. Those that
    # an agency has before it got one of its own have small letters.
    begun = dict.fromkeys((typed.upper(), typed))
    return _listing([sees & Q(code__gte=one, code__lt=f"{one}~") for one in begun], CODES)


@dataclass(frozen=True)
class _Bearers:
    """Who bears a name, one more than MANY_BEARERS at most, and the words that found them."""

    field: str
    words: str
    keys: tuple[UUID, ...]

    @property
    def many(self) -> bool:
        return len(self.keys) > MANY_BEARERS

    @property
    def by_keys(self) -> Q:
        return Q(**{f"{self.field}__in": _few(self.keys)})

    @property
    def by_words(self) -> Q:
        return Q(**{f"{self.field}__name_words__bears": self.words})


def _bearers(field: str, text: str) -> _Bearers:
    """Who bears a name.

    Words are whole but for the last, which may still be typed; where nobody bears them, each may be
    the beginning of one. Beginnings are dear: `ng` is four in ten people.
    """
    *whole, last = tokens(text)
    for every in ([*whole, f"{last}:*"], [f"{word}:*" for word in (*whole, last)]):
        words = " & ".join(every)
        keys = tuple(_NAMED[field].rows(words=words))
        if keys or not whole:
            break
    return _Bearers(field, words, keys)


def _near(actor: Actor) -> tuple[Near, ...]:
    """What is near at hand: of each stretch that goes on what is due first, and what ended last."""
    going_on = [Near(leg, DUE) for leg in going(actor)]
    return (*going_on, *(Near(leg, LAST_ENDED) for leg in legs_of(Pile.ENDED, actor)))


def _named(of: type[Person] | type[Organisation]) -> Ready[UUID]:
    return Ready(
        lambda words: of.objects.filter(name_words__bears=words).values_list("pk", flat=True)[
            : MANY_BEARERS + 1
        ],
        words=str,
    )


_NAMED = {"applicant": _named(Person), "organisation": _named(Organisation)}
_ASKED = Ready(
    lambda agency: Consultation.objects.filter(perms.asked_of(agency)).values_list(
        "dossier", flat=True
    )[: _MOST_ASKED + 1],
    agency=UUID,
)


def _numbers(typed: str) -> Iterator[Q]:
    """What a number may be; ten digits are a phone's or a tax code's."""
    if _PERSONAL_NUMBER.fullmatch(typed):
        yield _applicant(number_hash=keyed_hash("number", typed))
    if _PHONE.fullmatch(typed):
        yield _applicant(phone_hash=keyed_hash("phone", typed))
    if _TAX_CODE.fullmatch(typed):
        yield Q(organisation__in=Organisation.objects.filter(tax_code=typed).values("pk"))


def _applicant(**by: bytes) -> Q:
    return Q(applicant__in=Person.objects.filter(**by).values("pk"))


def _codes(serial: str, actor: Actor) -> list[str]:
    """The codes that end in a serial, of the last days, at the officer's own agency."""
    agency = Agency.objects.filter(pk__in=[actor.agency_id]).first()
    if agency is None:
        return []
    prefix = dossier_prefix(agency)
    number = serial.lstrip("0").rjust(_SERIAL_DIGITS, "0")
    days = (today() - timedelta(days=back) for back in range(_SERIAL_DAYS))
    return [f"{prefix}-{day:%y%m%d}-{number}" for day in days]

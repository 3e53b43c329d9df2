"""Finding dossiers by what officers type: a code, a name, an identity number, a phone, a tax code.

Numbers are found by their keyed hash, names by folded words: nothing typed is compared letter by
letter with what is sealed.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.contrib.postgres.search import SearchQuery
from django.db.models import Q

from toantrinh.dossiers import perms
from toantrinh.dossiers.leafing import DUE, LAST_ENDED, NEWEST, Listing
from toantrinh.dossiers.models import Dossier
from toantrinh.dossiers.piles import Pile, going
from toantrinh.dossiers.piles import legs as legs_of
from toantrinh.government.models import Agency
from toantrinh.government.queries import dossier_prefix
from toantrinh.kernel.actors import Actor
from toantrinh.kernel.text import clean, tokens
from toantrinh.kernel.time import today
from toantrinh.people.models import Organisation, Person
from toantrinh.people.sealing import keyed_hash

# More people than that bear a common name; so many lines of each stretch are then looked at.
MANY_BEARERS, NEAR = 500, 500
_NAMED: tuple[tuple[type[Person] | type[Organisation], str], ...] = (
    (Person, "applicant"),
    (Organisation, "organisation"),
)
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
    sees, typed = perms.visible(actor), clean(text)
    if not tokens(typed) or any(sign.isdigit() for sign in typed):
        return Listing(tuple(sees & means for means in _numbered(typed, actor)), NEWEST)
    asked = [_bearers(of, field, typed) for of, field in _NAMED]
    if any(each.many for each in asked):
        near = sees & _near(actor)
        return Listing(tuple(near & each.by_words for each in asked), NEWEST, near=True)
    # Told who they are, the database goes by their dossiers; a question for them it cannot judge.
    return Listing(tuple(sees & each.by_keys for each in asked if each.keys), NEWEST)


def _numbered(text: str, actor: Actor) -> Iterator[Q]:
    """What a text with digits may mean; nothing where there is no word."""
    typed = text.replace(" ", "")
    bare = typed.replace(".", "") if re.fullmatch(r"[+\d.]+", typed) else typed
    if not tokens(text):
        return
    if bare.isascii() and bare.isdigit() and len(bare) <= _LONGEST_SERIAL:
        yield Q(code__in=_codes(bare, actor))
        return
    numbers = list(_numbers(bare))
    yield from numbers or [Q(code__startswith=typed.upper())]


@dataclass(frozen=True)
class _Bearers:
    """Who bears a name, one more than MANY_BEARERS at most, and the words that found them."""

    of: type[Person] | type[Organisation]
    field: str
    words: SearchQuery
    keys: tuple[UUID, ...]

    @property
    def many(self) -> bool:
        return len(self.keys) > MANY_BEARERS

    @property
    def by_keys(self) -> Q:
        return Q(**{f"{self.field}__in": self.keys})

    @property
    def by_words(self) -> Q:
        found = self.of.objects.filter(name_words=self.words)
        return Q(**{f"{self.field}__in": found.values("pk")})


def _bearers(of: type[Person] | type[Organisation], field: str, text: str) -> _Bearers:
    """Who bears a name.

    Words are whole but for the last, which may still be typed; where nobody bears them, each may be
    the beginning of one. Beginnings are dear: `ng` is four in ten people.
    """
    *whole, last = tokens(text)
    for every in ([*whole, f"{last}:*"], [f"{word}:*" for word in (*whole, last)]):
        words = SearchQuery(" & ".join(every), config="simple", search_type="raw")
        found = of.objects.filter(name_words=words).values_list("pk", flat=True)
        keys = tuple(found[: MANY_BEARERS + 1])
        if keys or not whole:
            break
    return _Bearers(of, field, words, keys)


def _near(actor: Actor) -> Q:
    """What is near at hand: of each stretch that goes on what is due first, and what ended last."""
    pieces = [
        Dossier.objects.filter(leg).order_by(*order.by()).values("pk")[:NEAR]
        for order, legs in ((DUE, going(actor)), (LAST_ENDED, legs_of(Pile.ENDED, actor)))
        for leg in legs
    ]
    if not pieces:
        return Q(pk__in=[])
    return Q(pk__in=pieces[0].union(*pieces[1:]) if len(pieces) > 1 else pieces[0])


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

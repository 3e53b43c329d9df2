"""Finding dossiers by what officers type: a code, a name, an identity number, a phone, a tax code.

Numbers are found by their keyed hash, names by folded words: nothing typed is compared letter by
letter with what is sealed.
"""

import re
from collections.abc import Iterator
from datetime import timedelta

from django.contrib.postgres.search import SearchQuery
from django.db.models import Q

from toantrinh.dossiers import perms
from toantrinh.dossiers.leafing import NEWEST, Listing
from toantrinh.government.models import Agency
from toantrinh.government.queries import dossier_prefix
from toantrinh.kernel.actors import Actor
from toantrinh.kernel.text import clean, tokens
from toantrinh.kernel.time import today
from toantrinh.people.models import Organisation, Person
from toantrinh.people.sealing import keyed_hash

_SERIAL_DIGITS = 4
_LONGEST_SERIAL = 7
# A serial typed alone is looked for among the codes given since so many days.
_SERIAL_DAYS = 60
_PERSONAL_NUMBER = re.compile(r"\d{12}")
_PHONE = re.compile(r"(?:0|\+84)\d{9,10}")
_TAX_CODE = re.compile(r"\d{10}(?:-\d{3})?")


def found_by(text: str, *, actor: Actor) -> Listing:
    """The dossiers that an officer may see and that what was typed means, the newest first."""
    sees = perms.visible(actor)
    return Listing(tuple(sees & means for means in _meanings(clean(text), actor)), NEWEST)


def _meanings(text: str, actor: Actor) -> Iterator[Q]:
    typed = text.replace(" ", "")
    bare = typed.replace(".", "") if re.fullmatch(r"[+\d.]+", typed) else typed
    if not tokens(text):
        return
    if bare.isascii() and bare.isdigit() and len(bare) <= _LONGEST_SERIAL:
        yield Q(code__in=_codes(bare, actor))
        return
    numbers = list(_numbers(bare))
    yield from numbers
    if numbers:
        return
    if any(sign.isdigit() for sign in typed):
        yield Q(code__startswith=typed.upper())
        return
    query = " & ".join(f"{word}:*" for word in tokens(text))
    words = SearchQuery(query, config="simple", search_type="raw")
    yield Q(applicant__in=Person.objects.filter(name_words=words).values("pk"))
    yield Q(organisation__in=Organisation.objects.filter(name_words=words).values("pk"))


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

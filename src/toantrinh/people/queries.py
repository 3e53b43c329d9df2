"""Who somebody is, and in what capacity they act."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from toantrinh.government.models import Agency, Post
from toantrinh.government.queries import agencies_below, in_force
from toantrinh.host.ready import Ready
from toantrinh.kernel.actors import Actor
from toantrinh.kernel.errors import NotAllowed
from toantrinh.kernel.text import same_name, tokens
from toantrinh.kernel.time import today
from toantrinh.people import tax_codes
from toantrinh.people.models import (
    Absence,
    Officer,
    Organisation,
    Person,
    Posting,
    Representation,
    User,
)
from toantrinh.people.numbers import birth_year
from toantrinh.people.sealing import keyed_hash, unseal


def find_person(personal_number: str) -> Person | None:
    """The person with this number."""
    return Person.objects.filter(number_hash=keyed_hash("number", personal_number)).first()


def find_organisation(tax_code: str) -> Organisation | None:
    """The organisation with this tax code, however it is spelt. Refuses what cannot be one."""
    return Organisation.objects.filter(tax_code=tax_codes.read(tax_code)).first()


def representations(organisation: Organisation, on: date | None = None) -> QuerySet[Representation]:
    """Who acts for an organisation on a day, by name."""
    day = on or today()
    return (
        organisation.representations.filter(valid_from__lte=day)
        .filter(Q(valid_to__isnull=True) | Q(valid_to__gte=day))
        .select_related("person")
        .order_by("person__name_sort", "person_id")
    )


def find_named(number: str, name: str) -> Person | None:
    """The person with this number, for whoever knows their name too; for others there is none."""
    found = find_person(number)
    return found if found is not None and same_name(found.full_name, name) else None


def youngest_birth_date(person: Person) -> date | None:
    """The day of birth; where only the number tells, the last day of its year."""
    if person.birth_date is not None or person.number_sealed is None or person.key is None:
        return person.birth_date
    year = birth_year(personal_number(person))
    return date(year, 12, 31) if year else None


def personal_number(person: Person) -> str:
    """The number, opened. The caller logs the access."""
    if person.number_sealed is None:
        return ""
    return unseal(person.key, person.number_sealed, f"{person.stream()}/number")


def phone(person: Person) -> str:
    """The phone number, opened; empty when there is none. The caller logs the access."""
    if person.phone_sealed is None:
        return ""
    return unseal(person.key, person.phone_sealed, f"{person.stream()}/phone")


def postings(officer: Officer, on: date | None = None) -> QuerySet[Posting]:
    """The posts that an officer holds on a day."""
    return (
        officer.postings.filter(_held(on or today()))
        .select_related("post__agency", "officer")
        .order_by("valid_from", "pk")
    )


def _held_by(user: UUID, day: date) -> QuerySet[Posting]:
    return (
        Posting.objects.filter(_held(day), officer__user=user)
        .select_related("post__agency", "officer")
        .order_by("valid_from", "pk")
    )


_HELD_BY = Ready(_held_by, user=UUID, day=date)


def postings_of_login(user: User) -> list[Posting]:
    """The posts that are held today by the officer with this login, in one question."""
    return _HELD_BY.rows(user=user.pk, day=today())


def _held_at(officer: UUID, agency: UUID, day: date) -> QuerySet[Posting, list[str]]:
    return Posting.objects.filter(_held(day), officer=officer, post__agency=agency).values_list(
        "post__roles", flat=True
    )


_HELD_AT = Ready(_held_at, officer=UUID, agency=UUID, day=date)


def roles_at(officer: Officer, agency: Agency | None) -> frozenset[str]:
    """The roles of all posts that an officer holds at an agency today; none at a closed one."""
    if agency is None:
        return frozenset()
    held = _HELD_AT.rows(officer=officer.pk, agency=agency.pk, day=today())
    return frozenset(role for roles in held for role in roles)


def holders(agency_id: UUID, role: str, on: date | None = None) -> QuerySet[Posting]:
    """Who holds a post with a role at an agency on a day, by name."""
    return (
        Posting.objects.filter(post__agency_id=agency_id, post__roles__contains=[role])
        .filter(_held(on or today()))
        .select_related("post__agency", "officer")
        .order_by("officer__name_sort", "officer_id")
    )


def _held(on: date) -> Q:
    """The condition that a posting gives something on a day: nothing at a closed agency."""
    return in_force(on) & in_force(on, "post__agency__")


def held_from(posts: Iterable[Post], day: date) -> dict[UUID, list[Posting]]:
    """Who holds each of these posts on a day or later, by the day from which on."""
    lasting = Q(valid_to__isnull=True) | Q(valid_to__gte=day)
    rows = Posting.objects.filter(lasting, post__in=[post.pk for post in posts])
    found: dict[UUID, list[Posting]] = {}
    for row in rows.select_related("officer").order_by("valid_from", "officer__name_sort", "pk"):
        found.setdefault(row.post_id, []).append(row)
    return found


def agencies_of(officer: Officer, on: date | None = None) -> list[Agency]:
    """Where an officer holds posts on a day or later; for one who left, where they were last."""
    rows = officer.postings.select_related("post__agency").order_by("valid_to", "valid_from")
    lasting = list(rows.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=on or today())))
    found = lasting or list(rows)[-1:]
    return list({row.post.agency_id: row.post.agency for row in found}.values())


def is_away(on: date) -> Q:
    """The condition that an officer is absent on a day."""
    away = Absence.objects.filter(in_force(on), officer=OuterRef("pk"))
    return Q(Exists(away))


def officers_below(above: Agency, text: str = "") -> QuerySet[Officer]:
    """Who holds, held or will hold a post at an agency or below it, as a dictionary has them.

    With a text, those whose names have words that begin so, in any order.
    """
    posts = Posting.objects.filter(agencies_below(above, "post__agency__path"))
    found = Officer.objects.filter(Exists(posts.filter(officer=OuterRef("pk"))))
    if words := tokens(text):
        query = " & ".join(f"{word}:*" for word in words)
        found = found.filter(name_words__bears=query)
    return found.select_related("user").order_by("name_sort", "id")


def has_synthetic_people() -> bool:
    """Whether anybody or any organisation here is invented, as in a demo."""
    return (
        Person.objects.filter(synthetic=True).exists()
        or Officer.objects.filter(synthetic=True).exists()
        or Organisation.objects.filter(synthetic=True).exists()
    )


def as_applicant(person: Person, identity_level: int | None = None) -> Actor:
    """A person who acts for themselves, signed in at a level, or by a program with their token."""
    return Actor("person", id=person.id, login_id=person.user_id, identity_level=identity_level)


def as_representative(representation: Representation) -> Actor:
    """A person who acts for an organisation: the human is named, the organisation answers."""
    if not representation.holds_on(today()):
        raise NotAllowed("Hôm nay bạn không thay mặt tổ chức này.")
    person = representation.person
    return Actor(
        "person",
        id=person.id,
        login_id=person.user_id,
        organisation_id=representation.organisation_id,
    )


def as_officer(posting: Posting, confirmed_at: datetime | None = None) -> Actor:
    """An officer who acts through one of their posts, and when they last showed a second factor."""
    post, day = posting.post, today()
    if not (posting.holds_on(day) and post.agency.holds_on(day)):
        raise NotAllowed("Hôm nay bạn không giữ vị trí này.")
    return Actor(
        "officer",
        id=posting.officer_id,
        agency_id=post.agency_id,
        post=post.code,
        roles=frozenset(post.roles),
        login_id=posting.officer.user_id,
        confirmed_at=confirmed_at,
    )

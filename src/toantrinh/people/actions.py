"""Persons, organisations, officers and logins come to be, and posts are taken."""

from datetime import date

from django.contrib.postgres.search import SearchVector
from django.db import transaction
from django.db.models import F, Value

from toantrinh.government.models import Post
from toantrinh.journal.actions import append_event
from toantrinh.kernel.actors import Actor
from toantrinh.kernel.errors import Refusal
from toantrinh.kernel.text import clean, fold, name_sort_key, sort_key
from toantrinh.kernel.time import now, today
from toantrinh.people import tax_codes
from toantrinh.people.models import (
    LoginKind,
    Officer,
    Organisation,
    Person,
    Posting,
    Representation,
    User,
)
from toantrinh.people.sealing import keyed_hash, new_key, seal

# No province has this beginning, so that an invented number is nobody's.
SYNTHETIC_PREFIX = "003"


@transaction.atomic
def register_person(
    *,
    actor: Actor,
    full_name: str,
    personal_number: str,
    birth_date: date | None = None,
    email: str = "",
    phone: str = "",
    commune_code: str = "",
    synthetic: bool = False,
    user: User | None = None,
) -> Person:
    """Keep a human being. An invented one must have a number that no real one can have."""
    if synthetic != personal_number.startswith(SYNTHETIC_PREFIX):
        raise Refusal(
            "Người không có thật phải mang số bắt đầu bằng 003, và chỉ họ.",
            field="personal_number",
        )
    key = new_key()
    key.save(force_insert=True)
    person = Person(
        full_name=clean(full_name),
        name_sort=name_sort_key(full_name),
        birth_date=birth_date,
        key=key,
        number_hash=keyed_hash("number", personal_number),
        email=email,
        commune_code=commune_code,
        synthetic=synthetic,
        user=user,
        created_at=now(),
    )
    person.number_sealed = seal(key, personal_number, f"{person.stream()}/number")
    if phone:
        person.phone_hash = keyed_hash("phone", phone)
        person.phone_sealed = seal(key, phone, f"{person.stream()}/phone")
    append_event(person, "register", actor=actor, payload={"synthetic": synthetic})
    person.name_words = SearchVector(Value(fold(full_name)), config="simple")
    person.save(force_insert=True)
    return person


@transaction.atomic
def register_login(
    *, actor: Actor, username: str, kind: LoginKind, password: str | None = None, email: str = ""
) -> User:
    """Make a login; without a password it is entered only through an identity provider."""
    del actor
    user = User(username=username, kind=kind, email=email, created_at=now())
    user.set_password(password)
    user.save(force_insert=True)
    return user


@transaction.atomic
def set_password(user: User, *, actor: Actor, password: str) -> None:
    """Change the password of a login; its sessions end."""
    del actor
    user.set_password(password)
    user.save(update_fields=["password"])


@transaction.atomic
def end_sessions(user: User, *, actor: Actor) -> None:
    """Sign a login out everywhere, on every device."""
    del actor
    User.objects.filter(pk=user.pk).update(session_round=F("session_round") + 1)


@transaction.atomic
def give_login(person: Person, *, actor: Actor, user: User) -> Person:
    """Let a person who is known already enter through a login of their own."""
    if user.kind != LoginKind.CITIZEN:
        raise Refusal("Tài khoản của cán bộ không dùng cho việc của công dân.", field="user")
    person = Person.objects.select_for_update().get(pk=person.pk)
    if person.user_id is not None:
        raise Refusal("Người này đã có tài khoản.", field="user")
    person.user = user
    append_event(person, "give_login", actor=actor, payload={"login": str(user.id)})
    person.save(update_fields=["user", "head_seq", "head_hash"])
    return person


@transaction.atomic
def register_organisation(
    *, actor: Actor, tax_code: str, name: str, synthetic: bool = False
) -> Organisation:
    """Keep an organisation. An invented one must have a tax code that no real one can have."""
    code = tax_codes.read(tax_code)
    if synthetic != tax_codes.impossible(code):
        raise Refusal(
            "Tổ chức không có thật phải mang mã số thuế không thể có thật, và chỉ họ.",
            field="tax_code",
        )
    organisation = Organisation(
        tax_code=code,
        synthetic=synthetic,
        created_at=now(),
    )
    _name(organisation, name)
    append_event(organisation, "register", actor=actor, payload={"synthetic": synthetic})
    organisation.save(force_insert=True)
    return organisation


@transaction.atomic
def rename_organisation(organisation: Organisation, *, actor: Actor, name: str) -> Organisation:
    """Take over the name that an organisation has now; nothing happens if it is the same."""
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    if organisation.name == clean(name):
        return organisation
    _name(organisation, name)
    append_event(organisation, "rename", actor=actor, payload={})
    organisation.save()
    return organisation


def _name(organisation: Organisation, name: str) -> None:
    organisation.name, organisation.name_sort = clean(name), sort_key(name)
    organisation.name_words = SearchVector(Value(fold(name)), config="simple")


@transaction.atomic
def represent(person: Person, organisation: Organisation, *, actor: Actor) -> Representation:
    """Keep that a person acts for an organisation from today on; again changes nothing."""
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    held = Representation.objects.filter(
        person=person, organisation=organisation, valid_to__isnull=True
    ).first()
    if held is not None:
        return held
    append_event(organisation, "represent", actor=actor, payload={"person": str(person.id)})
    organisation.save(update_fields=["head_seq", "head_hash"])
    return Representation.objects.create(
        person=person, organisation=organisation, valid_from=today()
    )


@transaction.atomic
def end_representation(representation: Representation, *, actor: Actor) -> None:
    """Keep that a person acts for an organisation no longer, after today."""
    organisation = Organisation.objects.select_for_update().get(pk=representation.organisation_id)
    held = Representation.objects.filter(pk=representation.pk, valid_to__isnull=True)
    if held.update(valid_to=today()):
        payload = {"person": str(representation.person_id)}
        append_event(organisation, "end_representation", actor=actor, payload=payload)
        organisation.save(update_fields=["head_seq", "head_hash"])


@transaction.atomic
def register_officer(
    *, actor: Actor, full_name: str, user: User, email: str = "", synthetic: bool = False
) -> Officer:
    """Keep somebody who will act for agencies, under a login that is no citizen's."""
    if user.kind != LoginKind.OFFICER:
        raise Refusal("Tài khoản của công dân không dùng để làm việc cho cơ quan.", field="user")
    officer = Officer(
        full_name=clean(full_name),
        name_sort=name_sort_key(full_name),
        user=user,
        email=email,
        synthetic=synthetic,
        created_at=now(),
    )
    append_event(officer, "register", actor=actor, payload={"synthetic": synthetic})
    officer.name_words = SearchVector(Value(fold(full_name)), config="simple")
    officer.save(force_insert=True)
    return officer


@transaction.atomic
def appoint(
    officer: Officer, *, actor: Actor, post: Post, since: date, until: date | None = None
) -> Posting:
    """Give an officer a post from a day on, within the post's own days."""
    officer = Officer.objects.select_for_update().get(pk=officer.pk)
    _check_within(post, since, until)
    posting = Posting.objects.create(officer=officer, post=post, valid_from=since, valid_to=until)
    append_event(
        officer,
        "appoint",
        actor=actor,
        payload={
            "post": str(post.id),
            "agency": str(post.agency_id),
            "since": since.isoformat(),
            "until": until.isoformat() if until else None,
        },
    )
    officer.save(update_fields=["head_seq", "head_hash"])
    return posting


def _check_within(post: Post, since: date, until: date | None) -> None:
    if since < post.valid_from:
        raise Refusal(
            "Vị trí này mở từ ngày %(day)s.", field="since", day=f"{post.valid_from:%d/%m/%Y}"
        )
    if post.valid_to is not None and (until is None or until > post.valid_to):
        raise Refusal(
            "Vị trí này đóng sau ngày %(day)s.", field="until", day=f"{post.valid_to:%d/%m/%Y}"
        )

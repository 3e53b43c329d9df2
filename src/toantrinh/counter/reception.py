"""A walk-in is received: what is typed at the window is kept at each page, and received by one act.

Until then there is no dossier. Afterwards nothing of what was typed is left here.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction

from toantrinh.catalogue.models import Version
from toantrinh.counter import perms
from toantrinh.counter.cards import LAYOUT, Card, read
from toantrinh.counter.reception_models import Reception
from toantrinh.dossiers.perms import seat_of
from toantrinh.government.queries import rule
from toantrinh.journal.actions import log_access
from toantrinh.kernel.actors import Actor
from toantrinh.kernel.errors import Conflict, NotFound
from toantrinh.kernel.text import same_name
from toantrinh.kernel.time import now, today
from toantrinh.mandates.models import Mandate
from toantrinh.mandates.parties import Named, check_named
from toantrinh.mandates.queries import in_force
from toantrinh.people.actions import SYNTHETIC_PREFIX, register_person
from toantrinh.people.models import Person
from toantrinh.people.queries import find_person
from toantrinh.people.sealing import new_key, seal, unseal


@dataclass(frozen=True)
class Told:
    """All that was typed so far: the card, answers, what kind each paper is, the fee's receipt."""

    number: str = ""
    name: str = ""
    born: str = ""
    address: str = ""
    answers: dict[str, Any] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)
    amount: str = ""
    receipt: str = ""


def told(reception: Reception) -> Told:
    """What was typed, opened."""
    if not reception.sealed:
        return Told()
    return Told(**json.loads(unseal(reception.key, reception.sealed, reception.place())))


def find(reception_id: UUID, *, actor: Actor) -> Reception:
    """One's own reception at the desk where one sits; anybody else's does not exist."""
    perms.desk_of(actor)
    rows = Reception.objects.select_related(
        "key", "desk", "person__key", "mandate__grantor__key", "mandate__organisation",
        "version__procedure", "dossier",
    )  # fmt: skip
    found = rows.filter(pk=reception_id).first()
    if found is None or not perms.is_theirs(actor, found):
        raise NotFound("Không tìm thấy lượt tiếp nhận này.")
    return found


def open_ones(actor: Actor) -> list[Reception]:
    """What an officer has begun at this desk and not finished, the last first."""
    rows = Reception.objects.filter(
        officer_id=seat_of(actor)[0], desk=perms.desk_of(actor), dossier__isnull=True
    )
    return list(rows.select_related("person", "version__procedure").order_by("-begun_at")[:20])


@transaction.atomic
def begin(text: str, *, actor: Actor) -> Reception:
    """Begin with a card's square or a number. Who is not known yet is registered from the card.

    Raises Refusal for what is neither, Conflict when the number is somebody else's.
    """
    desk = perms.desk_of(actor)
    card = read(text, str(rule(LAYOUT, today(), desk)))
    key = new_key()
    key.save(force_insert=True)
    reception = Reception(
        desk=desk, officer_id=seat_of(actor)[0], key=key, begun_at=now(), updated_at=now()
    )
    known = find_person(card.number)
    if known is not None:
        _check_same(known, card)
    elif card.name:
        known = _register(card, "", actor)
    reception.person = known
    reception.save(force_insert=True)
    born = card.birth_date.isoformat() if card.birth_date else ""
    typed = Told(number="" if known else card.number, name=card.name, born=born)
    _keep(reception, replace(typed, address=card.address))
    if known is not None:
        log_seen(reception, actor=actor)
    return reception


def _check_same(known: Person, card: Card) -> None:
    if card.name and not same_name(known.full_name, card.name):
        raise Conflict(
            "Số định danh này thuộc về người mang họ tên khác.",
            field="who",
            remedy="Hãy so lại thẻ với người đứng trước bạn.",
        )


@transaction.atomic
def name_person(
    reception: Reception,
    *,
    actor: Actor,
    name: str,
    birth_date: date | None,
    phone: str = "",
    commune: str = "",
) -> Reception:
    """Register who came and is not known yet, as the card in the officer's hand has them."""
    locked = lock(reception, actor)
    if locked.person is not None:
        raise Conflict("Người này đã được ghi.")
    card = Card(told(locked).number, name, birth_date)
    check_named(Named(card.number, name, birth_date))
    locked.person = find_person(card.number) or _register(card, phone, actor, commune)
    _check_same(locked.person, card)
    locked.save(update_fields=["person"])
    return _keep(locked, replace(told(locked), number="", name=name))


def _register(card: Card, phone: str, actor: Actor, commune: str = "") -> Person:
    return register_person(
        actor=actor,
        full_name=card.name,
        personal_number=card.number,
        birth_date=card.birth_date,
        phone=phone,
        commune_code=commune,
        synthetic=card.number.startswith(SYNTHETIC_PREFIX),
    )


def mandates_of(person: Person) -> list[Mandate]:
    """For whom somebody who came may act today."""
    rows = Mandate.objects.filter(in_force(today()), holder=person)
    return list(rows.select_related("grantor", "organisation").order_by("grantor__name_sort", "pk"))


@transaction.atomic
def choose_whom(reception: Reception, *, actor: Actor, mandate: UUID | None) -> Reception:
    """Whose wish it is: of who came, or of who lets them act. Raises NotFound."""
    locked = lock(reception, actor)
    if locked.person is None:
        raise Conflict("Hãy ghi người đến trước.")
    held = {each.pk: each for each in mandates_of(locked.person)}
    if mandate is not None and mandate not in held:
        raise NotFound("Không tìm thấy ủy quyền này.")
    locked.mandate = held[mandate] if mandate else None
    locked.save(update_fields=["mandate"])
    # What was answered for another is not this one's.
    return _keep(locked, replace(told(locked), answers={}))


@transaction.atomic
def choose_what(reception: Reception, *, actor: Actor, version: Version) -> Reception:
    """The procedure; papers and answers of another one fall away. Raises Conflict for one that the
    chosen mandate does not name.
    """
    locked = lock(reception, actor)
    if locked.mandate is not None and not _names(locked.mandate, version.procedure.code):
        raise Conflict(
            "Ủy quyền đã chọn không gồm thủ tục này.",
            remedy="Hãy chọn thủ tục khác, hoặc quay lại bước 1 chọn làm cho ai.",
        )
    if locked.version_id != version.pk:
        locked.version = version
        locked.save(update_fields=["version"])
        _drop_papers(locked)
        _keep(locked, replace(told(locked), answers={}, kinds={}, amount="", receipt=""))
    return locked


def _names(mandate: Mandate, code: str) -> bool:
    return mandate.all_procedures or code in mandate.procedures


@transaction.atomic
def keep(
    reception: Reception,
    *,
    actor: Actor,
    answers: Mapping[str, object] | None = None,
    kinds: Mapping[str, str] | None = None,
    fee: tuple[str, str] | None = None,
    saved: int | None = None,
) -> Reception:
    """Keep what was typed on a page. `saved` is the count its writer saw, against a second tab."""
    locked = lock(reception, actor)
    if saved is not None and saved != locked.saved:
        raise Conflict(
            "Lượt tiếp nhận này vừa được sửa ở một cửa sổ khác.",
            remedy="Hãy tải lại trang; nội dung bạn vừa gõ vẫn ở dưới đây.",
        )
    before = told(locked)
    amount, receipt = fee or (before.amount, before.receipt)
    return _keep(
        locked,
        replace(
            before,
            answers={**before.answers, **(answers or {})},
            kinds={**before.kinds, **(kinds or {})},
            amount=amount,
            receipt=receipt,
        ),
    )


@transaction.atomic
def drop(reception: Reception, *, actor: Actor) -> None:
    """Give up a reception with all that was typed; the person stays."""
    remove(lock(reception, actor))


def remove(reception: Reception) -> None:
    """Take a reception away with papers and key; the caller holds it."""
    _drop_papers(reception)
    key = reception.key
    reception.delete()
    key.delete()


def lock(reception: Reception, actor: Actor) -> Reception:
    """The row as it stands, held. Raises Conflict once the dossier was received."""
    rows = Reception.objects.select_for_update(of=("self",))
    found = rows.select_related("key", "desk", "person__key", "version", "mandate").filter(
        pk=reception.pk
    )
    locked = found.first()
    if locked is None or not perms.is_theirs(actor, locked):
        raise NotFound("Không tìm thấy lượt tiếp nhận này.")
    if locked.dossier_id is not None:
        raise Conflict("Hồ sơ này đã được tiếp nhận.")
    return locked


def applicant_of(reception: Reception) -> Person | None:
    """Whose wish it is; for an organisation, who acts for it."""
    mandate = reception.mandate
    return mandate.grantor if mandate and mandate.grantor else reception.person


def log_seen(reception: Reception, *, actor: Actor) -> None:
    """Keep that the officer saw who stands there, the number masked."""
    people = {reception.person_id, reception.mandate.grantor_id if reception.mandate else None}
    log_access(
        actor=actor,
        page="counter/reception",
        purpose="reception",
        basis="statutory",
        persons=[each for each in people if each is not None],
        fields=["applicant"],
        masked=["number", "phone"],
        subject=reception.place(),
    )


def _keep(reception: Reception, typed: Told) -> Reception:
    text = json.dumps(asdict(typed), ensure_ascii=False, default=str)
    reception.sealed = seal(reception.key, text, reception.place())
    reception.saved += 1
    reception.updated_at = now()
    reception.save(update_fields=["sealed", "saved", "updated_at"])
    return reception


def _drop_papers(reception: Reception) -> None:
    for paper in reception.papers.select_related("file"):
        file = paper.file
        paper.delete()
        # The sweep removes bytes that no row names.
        file.delete()

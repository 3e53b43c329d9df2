"""Who is meant: people named by number and name, and what is declared of a child or ward."""

import json
from dataclasses import dataclass
from datetime import date

from toantrinh.documents.models import StoredFile
from toantrinh.kernel.actors import Actor
from toantrinh.kernel.errors import Conflict, Invalid, NotFound, Problem, Refusal
from toantrinh.kernel.text import clean, same_name
from toantrinh.mandates.models import Mandate
from toantrinh.mandates.queries import declared_place
from toantrinh.people.actions import SYNTHETIC_PREFIX, register_person
from toantrinh.people.models import Person
from toantrinh.people.numbers import birth_year, fits
from toantrinh.people.queries import find_named, find_person
from toantrinh.people.sealing import seal

_LONGEST_RECORD = 100
_LONGEST_NAME = 200


@dataclass(frozen=True)
class Named:
    """Somebody by number and name, as whoever knows them writes it.

    `before` stands before `number`, `name` and `birth_date` where a refusal says what to mend.
    """

    number: str
    name: str
    birth_date: date | None = None
    before: str = ""


@dataclass(frozen=True)
class Proof:
    """What a declaration rests on: a scan, the number of an official record, or both."""

    file: StoredFile | None = None
    record: str = ""


def known(named: Named) -> Person:
    """The person who is named. A wrong name is answered like a wrong number."""
    found = find_named(named.number, named.name)
    if found is None:
        raise NotFound(
            "Không có người nào mang số định danh và họ tên này đã vào cổng dịch vụ công.",
            field=f"{named.before}number",
            remedy="Hãy so lại từng chữ số và cả họ tên với thẻ căn cước của người ấy.",
        )
    return found


def known_as_declared(named: Named) -> Person | None:
    """The person whose number, name and birth are just so; for others there is none."""
    found = find_named(named.number, named.name)
    fits_birth = found is not None and found.birth_date in {None, named.birth_date}
    return found if fits_birth else None


def registered(named: Named, place: str, actor: Actor) -> Person:
    """The person who is named, registered when nobody has that number yet. For officers only."""
    found = find_person(named.number)
    if found is None:
        return register_person(
            actor=actor,
            full_name=named.name,
            personal_number=named.number,
            birth_date=named.birth_date,
            commune_code=place,
            synthetic=named.number.startswith(SYNTHETIC_PREFIX),
        )
    if not same_name(found.full_name, named.name):
        raise Conflict(
            "Số định danh này thuộc về người mang họ tên khác.",
            field=f"{named.before}number",
            remedy="Hãy so lại số và họ tên với giấy tờ gốc.",
        )
    if found.birth_date is not None and named.birth_date not in {None, found.birth_date}:
        raise Conflict(
            "Người mang số này có ngày sinh khác.",
            field=f"{named.before}birth_date",
            remedy="Hãy so lại ngày sinh với giấy tờ gốc.",
        )
    return found


def check_named(named: Named) -> None:
    """Refuse a number, name and birth that cannot belong together. Raises Invalid."""
    number, born, name = (f"{named.before}{part}" for part in ("number", "birth_date", "name"))
    problems = []
    if birth_year(named.number) is None:
        problems.append(Problem(number, "Số định danh cá nhân có mười hai chữ số."))
    elif named.birth_date is not None and not fits(named.number, named.birth_date):
        problems.append(Problem(born, "Năm sinh không khớp với số định danh."))
    if not clean(named.name) or len(named.name) > _LONGEST_NAME:
        problems.append(Problem(name, "Hãy ghi họ và tên như trên giấy tờ."))
    if problems:
        raise Invalid("Ủy quyền chưa ghi được. Hãy xem các mục được đánh dấu.", problems)


def check_proof(proof: Proof) -> None:
    """Refuse a declaration that rests on nothing."""
    if proof.file is None and not proof.record.strip():
        raise Refusal(
            "Cần giấy tờ chứng minh quan hệ.",
            field="proof",
            remedy="Hãy gửi ảnh giấy khai sinh hoặc quyết định giám hộ, hoặc ghi số của giấy ấy.",
        )
    if len(proof.record) > _LONGEST_RECORD:
        raise Refusal("Số giấy tờ dài quá %(most)s chữ.", field="record", most=_LONGEST_RECORD)


def seal_declared(mandate: Mandate, named: Named, record: str) -> bytes:
    """What was declared, sealed with the key of who declared it."""
    if mandate.holder.key is None:
        raise Conflict("Dữ liệu của tài khoản này đã được xóa nên không khai thêm được.")
    told = {
        "name": clean(named.name),
        "number": named.number,
        "birth_date": named.birth_date.isoformat() if named.birth_date else "",
        "record": clean(record),
    }
    text = json.dumps(told, ensure_ascii=False)
    return seal(mandate.holder.key, text, declared_place(mandate))


def place_of(holder: Person) -> str:
    """The commune whose desk checks what somebody declares."""
    if not holder.commune_code:
        raise Refusal(
            "Tài khoản của bạn chưa có nơi cư trú nên không biết nơi nào kiểm tra.",
            remedy="Hãy mang giấy tờ đến Bộ phận Một cửa của xã, phường bạn ở.",
        )
    return holder.commune_code

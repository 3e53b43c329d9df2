"""Invented people for story, walkthrough and demo. Every one of them says so."""

from dataclasses import dataclass
from datetime import date

from toantrinh.government.actions import (
    open_editing_posts,
    open_governing_posts,
    open_usual_posts,
)
from toantrinh.government.queries import agency, unit, unit_now
from toantrinh.kernel.actors import SYSTEM
from toantrinh.people.actions import appoint, register_login, register_officer, register_person
from toantrinh.people.models import LoginKind, Officer, Person, Posting, User
from toantrinh.people.queries import find_person, postings

# Phường Hạc Thành, Thanh Hóa: a province whose agency code is sure.
COMMUNE = "14797"
_HIRED = date(2025, 7, 1)
_GOVERNING = {"administrator", "data_officer"}


@dataclass(frozen=True)
class Cast:
    """Who plays: a mother, and the three officers through whose hands her wish goes."""

    mother: Person
    reception: Posting
    specialist: Posting
    leader: Posting


def cast(commune: str = COMMUNE) -> Cast:
    """The players of a commune, made the first time and found ever after."""
    commune = _today(commune)
    return Cast(
        mother=_mother(commune),
        reception=_officer("tiepnhan", "Lê Văn Tiếp", f"{commune}.ttpvhcc", "reception"),
        specialist=_officer("hotich", "Phạm Thị Tịch", f"{commune}.ubnd", "specialist"),
        leader=_officer("chutich", "Trịnh Thị Chủ", f"{commune}.ubnd", "leader"),
    )


@dataclass(frozen=True)
class Governors:
    """Who governs the house: two administrators and an editor of procedures of the province, and a
    commune's data officer.
    """

    administrator: Posting
    other_administrator: Posting
    data_officer: Posting
    editor: Posting


def governors(commune: str = COMMUNE) -> Governors:
    """Those who govern, made the first time and found ever after."""
    commune = _today(commune)
    province = f"{unit(commune).province_code}.ubnd"
    return Governors(
        administrator=_officer("quantri", "Đỗ Văn Quản", province, "administrator"),
        other_administrator=_officer("quantri2", "Hồ Thị Trị", province, "administrator"),
        data_officer=_officer("dulieu", "Mai Thị Giữ", f"{commune}.ubnd", "data_officer"),
        editor=_officer("bientap", "Đặng Thị Soạn", province, "catalogue_editor"),
    )


def nation_leader() -> Posting:
    """Who leads the government, and so sees the numbers of all provinces."""
    return _officer("chinhphu", "Vũ Thị Toàn", "00.cp", "leader")


def _today(commune: str) -> str:
    """The code of what a commune has become: an administrator may have merged it."""
    found = unit_now(commune)
    return found.code if found else commune


def _mother(commune: str) -> Person:
    number = "003194000137"
    return find_person(number) or register_person(
        actor=SYSTEM,
        full_name="Nguyễn Thị Hòa",
        personal_number=number,
        birth_date=date(1994, 3, 18),
        email="nguyen.thi.hoa@example.vn",
        commune_code=commune,
        synthetic=True,
    )


def _officer(username: str, full_name: str, agency_key: str, role: str) -> Posting:
    user = User.objects.filter(username=username).first() or register_login(
        actor=SYSTEM, username=username, kind=LoginKind.OFFICER
    )
    officer = Officer.objects.filter(user=user).first() or register_officer(
        actor=SYSTEM,
        full_name=full_name,
        user=user,
        email=f"{username}@example.vn",
        synthetic=True,
    )
    place = agency(agency_key)
    posts = open_usual_posts(place, actor=SYSTEM)
    if role in _GOVERNING:
        posts = open_governing_posts(place, actor=SYSTEM)
    if role == "catalogue_editor":
        posts = open_editing_posts(place, actor=SYSTEM)
    post = next(post for post in posts if role in post.roles)
    held = postings(officer).filter(post=post).first()
    return held or appoint(officer, actor=SYSTEM, post=post, since=_HIRED)

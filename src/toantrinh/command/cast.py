"""Invented people for story, walkthrough and demo. Every one of them says so."""

from dataclasses import dataclass
from datetime import date

from toantrinh.government.actions import open_usual_posts
from toantrinh.government.queries import agency
from toantrinh.kernel.actors import SYSTEM
from toantrinh.people.actions import appoint, register_login, register_officer, register_person
from toantrinh.people.models import LoginKind, Officer, Person, Posting, User
from toantrinh.people.queries import find_person, postings

# Phường Hạc Thành, Thanh Hóa: a province whose agency code is sure.
COMMUNE = "14797"
_HIRED = date(2025, 7, 1)


@dataclass(frozen=True)
class Cast:
    """Who plays: a mother, and the three officers through whose hands her wish goes."""

    mother: Person
    reception: Posting
    specialist: Posting
    leader: Posting


def cast(commune: str = COMMUNE) -> Cast:
    """The players of a commune, made the first time and found ever after."""
    return Cast(
        mother=_mother(commune),
        reception=_officer("tiepnhan", "Lê Văn Tiếp", f"{commune}.ttpvhcc", "reception"),
        specialist=_officer("hotich", "Phạm Thị Tịch", f"{commune}.ubnd", "specialist"),
        leader=_officer("chutich", "Trịnh Thị Chủ", f"{commune}.ubnd", "leader"),
    )


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
    posts = open_usual_posts(agency(agency_key), actor=SYSTEM)
    post = next(post for post in posts if role in post.roles)
    held = postings(officer).filter(post=post).first()
    return held or appoint(officer, actor=SYSTEM, post=post, since=_HIRED)

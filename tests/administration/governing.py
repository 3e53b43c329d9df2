"""Administrators at several heights, ready to act."""

from dataclasses import dataclass

from toantrinh.administration.post_changes import OpenPost
from toantrinh.command.cast import governors
from toantrinh.government.actions import open_governing_posts
from toantrinh.government.models import Agency, PostRole
from toantrinh.government.queries import agency
from toantrinh.kernel.actors import SYSTEM, Actor
from toantrinh.kernel.time import today, wall
from toantrinh.people.actions import appoint, register_login, register_officer
from toantrinh.people.models import LoginKind, Officer, Posting
from toantrinh.people.queries import as_officer

PROVINCE, COMMUNE, BESIDE = "38.ubnd", "14797.ubnd", "01.ubnd"


@dataclass(frozen=True)
class Governing:
    """Two administrators of a province, one of its commune, one of another province, a leader."""

    one: Actor
    other: Actor
    below: Actor
    beside: Actor
    data_officer: Actor


def governing() -> Governing:
    made = governors()
    return Governing(
        one=as_officer(made.administrator, wall()),
        other=as_officer(made.other_administrator, wall()),
        below=as_officer(administrator("below", COMMUNE), wall()),
        beside=as_officer(administrator("beside", BESIDE), wall()),
        data_officer=as_officer(made.data_officer),
    )


def administrator(username: str, key: str) -> Posting:
    place = agency(key)
    posts = open_governing_posts(place, actor=SYSTEM)
    post = next(post for post in posts if PostRole.ADMINISTRATOR in post.roles)
    return appoint(officer(username), actor=SYSTEM, post=post, since=today())


def officer(username: str, name: str = "Lê Văn Thử") -> Officer:
    user = register_login(actor=SYSTEM, username=username, kind=LoginKind.OFFICER)
    return register_officer(
        actor=SYSTEM, full_name=name, user=user, email=f"{username}@example.vn", synthetic=True
    )


def place(key: str) -> Agency:
    return agency(key)


def weighty(key: str = COMMUNE, code: str = "quan-tri-2") -> OpenPost:
    """Needs a second administrator: it gives somebody power over the house."""
    return OpenPost(
        agency=place(key).id,
        code=code,
        title="Quản trị thứ hai",
        roles=(PostRole.ADMINISTRATOR,),
    )

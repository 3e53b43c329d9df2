"""Where invented dossiers go: communes of a province, their agencies and desks, and their staff."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from itertools import zip_longest
from random import Random

from django.db import transaction

from toantrinh.dossiers.competent import competent
from toantrinh.government.actions import open_usual_posts
from toantrinh.government.competence import receiving_desk
from toantrinh.government.models import Agency
from toantrinh.government.queries import dossier_prefix, units_of
from toantrinh.kernel.actors import SYSTEM
from toantrinh.kernel.errors import NotFound
from toantrinh.people.actions import appoint, register_login, register_officer
from toantrinh.people.models import LoginKind, Officer
from toantrinh.synthetic.people import officer_name
from toantrinh.synthetic.wishes import Wish

# How many officers hold each post; two leaders, so that one may sign what the other proposed.
STAFF = {"reception": 2, "specialist": 3, "leader": 2}
_HIRED = date(2025, 7, 1)
# A commune more for so many dossiers, until all of the province have some.
_DOSSIERS_A_COMMUNE = 2000
MARK = "mo-phong"
# Stands for all provinces.
NATION = "VN"


@dataclass
class Place:
    """Where one wish of one commune goes."""

    agency: Agency
    desk: Agency
    prefix: str


@dataclass
class Staff:
    """The officers of each agency by role, as ids in a fixed order."""

    of: dict[object, dict[str, list[Officer]]] = field(default_factory=dict)

    def one(self, rng: Random, agency: Agency, role: str) -> Officer:
        """Somebody with this role there."""
        return rng.choice(self.of[agency.pk][role])


def communes_of(province: str, dossiers: int) -> list[str]:
    """Codes of communes, as many as so many dossiers need; of the nation, some of each province."""
    provinces = (
        [unit.code for unit in units_of("").order_by("code")] if province == NATION else [province]
    )
    each = [_codes(code) for code in provinces]
    if not all(each):
        raise NotFound("Không có tỉnh mã %(code)s.", code=province)
    # One of each in turn, so that the first ones lie all over the country.
    codes = [code for turn in zip_longest(*each) for code in turn if code]
    return codes[: max(len(each), min(len(codes), dossiers // _DOSSIERS_A_COMMUNE))]


def _codes(province: str) -> list[str]:
    return [unit.code for unit in units_of(province).order_by("code")]


def places(wishes: Iterable[Wish], communes: list[str], day: date) -> dict[tuple[str, str], Place]:
    """By the version's procedure and the commune."""
    found = {}
    for wish in wishes:
        for commune in communes:
            answers = {**wish.answers, wish.place_key: commune}
            agency, _why = competent(wish.content, commune, day, answers)
            desk = receiving_desk(agency, commune)
            found[wish.content.code, commune] = Place(agency, desk, dossier_prefix(agency))
    return found


def staffed(agencies: Iterable[Agency]) -> Staff:
    """Officers at all these agencies, appointed the first time and found ever after."""
    staff = Staff()
    for agency in sorted(set(agencies), key=lambda one: one.key):
        staff.of[agency.pk] = _hired(agency)
    return staff


@transaction.atomic
def _hired(agency: Agency) -> dict[str, list[Officer]]:
    names = {
        role: [f"{MARK}.{agency.key}.{role}.{at}" for at in range(1, count + 1)]
        for role, count in STAFF.items()
    }
    every = [name for of_role in names.values() for name in of_role]
    known = {
        officer.user.username: officer
        for officer in Officer.objects.filter(user__username__in=every).select_related("user")
    }
    posts = {role: post for post in open_usual_posts(agency, actor=SYSTEM) for role in post.roles}
    found: dict[str, list[Officer]] = {}
    for role, post in posts.items():
        found[role] = []
        for name in names[role]:
            officer = known.get(name)
            if officer is None:
                officer = register_officer(
                    actor=SYSTEM,
                    full_name=officer_name(Random(name)),
                    user=register_login(actor=SYSTEM, username=name, kind=LoginKind.OFFICER),
                    synthetic=True,
                )
                appoint(officer, actor=SYSTEM, post=post, since=max(_HIRED, post.valid_from))
            found[role].append(officer)
    return found

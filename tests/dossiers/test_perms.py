"""Who sees which dossiers: one definition as a condition and as a reading, against a slow third."""

from collections.abc import Mapping
from itertools import chain, combinations
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction

from tests import players as p
from toantrinh.dossiers import perms
from toantrinh.dossiers.models import Dossier
from toantrinh.government.models import Agency, PostRole
from toantrinh.government.queries import agency
from toantrinh.kernel.actors import SYSTEM, Actor
from toantrinh.kernel.ids import new_id

pytestmark = pytest.mark.django_db

COMMUNE, NEXT, PROVINCE = "14797", "14758", "38"
# Competent agency and desk: own, below, above, beside, in another province, and a centre's own.
PLACES = [
    (f"{COMMUNE}.ubnd", f"{COMMUNE}.ttpvhcc"),
    (f"{COMMUNE}.tyt", f"{COMMUNE}.ttpvhcc"),
    (f"{COMMUNE}.ttpvhcc", f"{COMMUNE}.ttpvhcc"),
    (f"{NEXT}.ubnd", f"{NEXT}.ttpvhcc"),
    (f"{PROVINCE}.ubnd", f"{PROVINCE}.ttpvhcc"),
    (f"{PROVINCE}.so-tp", f"{COMMUNE}.ttpvhcc"),
    (f"{COMMUNE}.ca", f"{COMMUNE}.ttpvhcc"),
    ("00004.ubnd", "00004.ttpvhcc"),
]


@pytest.fixture
def dossiers() -> list[Dossier]:
    """A dossier at each of the places, and a draft."""
    who = p.players()
    made = [p.submitted(who) for _ in PLACES]
    for dossier, (competent, desk) in zip(made, PLACES, strict=True):
        dossier.agency, dossier.desk = agency(competent), agency(desk)
        dossier.agency_path = dossier.agency.path
        dossier.save()
    return [*made, p.drafted(who)]


def officer(key: str, *roles: str) -> Actor:
    return Actor("officer", id=new_id(), agency_id=agency(key).pk, roles=frozenset(roles))


def seen_by(actor: Actor) -> set[object]:
    return set(Dossier.objects.filter(perms.visible(actor)).values_list("pk", flat=True))


def places_seen(actor: Actor, dossiers: list[Dossier]) -> set[str]:
    seen = seen_by(actor)
    return {one.agency.key if one.agency else "draft" for one in dossiers if one.pk in seen}


def test_each_post_sees_its_part_of_the_tree(dossiers: list[Dossier]) -> None:
    commune = {f"{COMMUNE}.{kind}" for kind in ("ubnd", "tyt", "ttpvhcc")}
    at_desk = {*commune, f"{PROVINCE}.so-tp", f"{COMMUNE}.ca"}
    province = {*commune, f"{NEXT}.ubnd", f"{PROVINCE}.ubnd", f"{PROVINCE}.so-tp"}
    expected = {
        (f"{COMMUNE}.ubnd", "leader"): commune,
        (f"{COMMUNE}.ubnd", "specialist"): {f"{COMMUNE}.ubnd"},
        (f"{COMMUNE}.ttpvhcc", "reception"): at_desk,
        (f"{COMMUNE}.ttpvhcc", "leader"): at_desk,
        (f"{COMMUNE}.tyt", "leader"): {f"{COMMUNE}.tyt"},
        (f"{NEXT}.ubnd", "leader"): {f"{NEXT}.ubnd"},
        (f"{PROVINCE}.ubnd", "leader"): province,
        (f"{PROVINCE}.ubnd", "specialist"): {f"{PROVINCE}.ubnd"},
        (f"{PROVINCE}.ttpvhcc", "reception"): {f"{PROVINCE}.ubnd"},
        (f"{PROVINCE}.ca", "leader"): {f"{COMMUNE}.ca"},
        (f"{COMMUNE}.ubnd", "administrator"): set(),
        (f"{PROVINCE}.ubnd", "data_officer"): set(),
    }
    found = {(key, role): places_seen(officer(key, role), dossiers) for key, role in expected}
    assert found == expected


def _slowly(
    actor: Actor, at: Agency, dossier: Dossier, parents: Mapping[UUID, UUID | None]
) -> bool:
    """The same by walking up the tree from the dossier, and by the words of the rule."""
    above, one = set(), dossier.agency_id
    while one is not None:
        above.add(one)
        one = parents[one]
    at_desk = at.pk == dossier.desk_id
    if at.kind.one_stop:
        return at_desk and bool(actor.roles & {"reception", "specialist", "leader"})
    return (
        ("reception" in actor.roles and at_desk)
        or ("specialist" in actor.roles and at.pk == dossier.agency_id)
        or ("leader" in actor.roles and at.pk in above)
    )


def test_filter_and_reading_and_tree_agree_for_any_roles(dossiers: list[Dossier]) -> None:
    kinds = PostRole.values
    subsets = list(chain.from_iterable(combinations(kinds, size) for size in range(len(kinds) + 1)))
    parents = dict(Agency.objects.values_list("pk", "parent_id"))
    for key in {key for pair in PLACES for key in pair}:
        at = agency(key)
        for roles in subsets:
            actor = Actor("officer", id=new_id(), agency_id=at.pk, roles=frozenset(roles))
            seen = seen_by(actor)
            for dossier in dossiers:
                truth = _slowly(actor, at, dossier, parents)
                assert (dossier.pk in seen, perms.sees(actor, dossier)) == (truth, truth), actor
                # Whoever may act on it sees it.
                assert truth or not perms.roles(actor, dossier)


def test_a_person_sees_their_own_and_the_system_none(dossiers: list[Dossier]) -> None:
    own = Actor("person", id=dossiers[0].applicant_id)
    assert seen_by(own) == {one.pk for one in dossiers}
    for other in (Actor("person", id=new_id()), SYSTEM, Actor("officer", id=new_id())):
        assert seen_by(other) == set()
        assert not any(perms.sees(other, one) for one in dossiers)


def test_a_draft_can_be_at_no_agency(dossiers: list[Dossier]) -> None:
    place = agency(f"{COMMUNE}.ubnd")
    for change in ({"agency": place}, {"desk": place}, {"agency_path": place.path}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Dossier.objects.filter(pk=dossiers[-1].pk).update(**change)

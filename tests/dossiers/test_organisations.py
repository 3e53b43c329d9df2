"""A dossier of an organisation belongs to all who act for it, and to nobody for themselves."""

import pytest
from django.db import connection

from tests import players as p
from toantrinh.catalogue.queries import find_procedure, version_in_force
from toantrinh.command.story import PROCEDURE
from toantrinh.dossiers import actions, attaching, perms, queries, tracking
from toantrinh.dossiers.finding import found_by
from toantrinh.dossiers.messages import write_message
from toantrinh.dossiers.models import Channel, Dossier
from toantrinh.kernel.actors import SYSTEM, Actor
from toantrinh.kernel.errors import NotAllowed, NotFound
from toantrinh.people.actions import register_organisation, register_person, represent
from toantrinh.people.models import Organisation, Person
from toantrinh.people.queries import as_applicant, as_representative

pytestmark = pytest.mark.django_db


def company(code: str = "0030002220") -> Organisation:
    return register_organisation(
        actor=SYSTEM, tax_code=code, name="Công ty TNHH Gió Lành", synthetic=True
    )


def colleague() -> Person:
    return register_person(
        actor=SYSTEM, full_name="Hà Văn Bạn", personal_number="003200000009", synthetic=True
    )


def begun(who: p.Players, actor: Actor) -> Dossier:
    version = version_in_force(find_procedure(PROCEDURE))
    dossier = actions.start(version, actor=actor, applicant=who.cast.mother, channel=Channel.ONLINE)
    actions.save_draft(dossier, actor=actor, answers=p.whole_answers(who))
    attaching.attach(
        dossier, actor=actor, key="giay_chung_sinh", file=p.paper_file(), label="giấy.pdf"
    )
    return dossier


def test_a_colleague_goes_on_where_one_began() -> None:
    who, firm = p.players(), company()
    first = as_representative(represent(who.cast.mother, firm, actor=SYSTEM))
    other = colleague()
    second = as_representative(represent(other, firm, actor=SYSTEM))
    dossier = begun(who, first)
    assert dossier.organisation == firm

    assert tracking.own(dossier.id, actor=second) == dossier
    assert list(queries.mine(second)) == [dossier]
    handed_in = actions.submit(dossier, actor=second)
    assert queries.find(handed_in.code or "", actor=first) == dossier
    events = queries.history(dossier)
    assert [event.actor for event in events] == [str(first), str(second)]
    assert {event.payload["organisation"] for event in events} == {str(firm.id)}
    write_message(handed_in, actor=second, text="Xin xem giúp.")
    assert tracking.words_to_applicant(handed_in)[0].own


def test_nobody_else_has_it_not_even_who_began_it_for_themselves() -> None:
    who, firm = p.players(), company()
    dossier = begun(who, as_representative(represent(who.cast.mother, firm, actor=SYSTEM)))
    rival = as_representative(represent(colleague(), company("0030015170"), actor=SYSTEM))
    for actor in (who.mother, rival, as_applicant(colleague_known())):
        assert list(queries.mine(actor)) == []
        assert perms.roles(actor, dossier) == frozenset()
        with pytest.raises(NotFound):
            tracking.own(dossier.id, actor=actor)
        with pytest.raises(NotAllowed):
            actions.save_draft(dossier, actor=actor, answers={})
        with pytest.raises(NotAllowed):
            attaching.detach(dossier, actor=actor, number=1)
        with pytest.raises(NotAllowed):
            actions.submit(dossier, actor=actor)


def colleague_known() -> Person:
    return Person.objects.get(full_name="Hà Văn Bạn")


def test_one_s_own_dossiers_are_not_the_organisation_s() -> None:
    who, firm = p.players(), company()
    own = p.drafted(who)
    acting = as_representative(represent(who.cast.mother, firm, actor=SYSTEM))
    assert list(queries.mine(who.mother)) == [own]
    assert list(queries.mine(acting)) == []
    with pytest.raises(NotAllowed):
        actions.submit(own, actor=acting)


def test_the_list_of_an_organisation_is_one_range_of_an_index() -> None:
    who, firm = p.players(), company()
    acting = as_representative(represent(who.cast.mother, firm, actor=SYSTEM))
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    plan = queries.mine(acting).explain()
    assert "dossier_organisation" in plan


def test_officers_find_it_by_words_of_the_organisation_s_name() -> None:
    who, firm = p.players(), company()
    acting = as_representative(represent(who.cast.mother, firm, actor=SYSTEM))
    handed_in = actions.submit(begun(who, acting), actor=acting)
    for words in ("gio lanh", "nguyen hoa"):
        assert found_by(words, actor=who.reception).first(9) == [handed_in]
    assert handed_in.applicant_name == firm.name

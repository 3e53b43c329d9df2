"""Any desk of the province receives; the dossier goes on from there to who decides."""

import pytest

from tests import players as p
from tests.authored import officer_of
from toantrinh.dossiers import actions, passing_on, perms
from toantrinh.dossiers.choosing import choose_desk
from toantrinh.dossiers.models import Dossier, Draft
from toantrinh.dossiers.queries import history
from toantrinh.dossiers.receiving import may_receive, other_desks, usual_desk
from toantrinh.government.memory import forget
from toantrinh.government.models import Agency, Rule
from toantrinh.government.queries import agency
from toantrinh.kernel.errors import Invalid
from toantrinh.kernel.time import wall
from toantrinh.people.queries import as_officer

pytestmark = pytest.mark.django_db


@pytest.fixture
def who() -> p.Players:
    return p.players()


def chosen(who: p.Players, desk: Agency) -> Dossier:
    dossier = p.drafted(who)
    choose_desk(dossier, actor=who.mother, desk=desk)
    return actions.submit(dossier, actor=who.mother)


def test_another_desk_receives_it_and_sends_it_on_to_who_decides(who: p.Players) -> None:
    desk = agency("14758.ttpvhcc")
    dossier = chosen(who, desk)
    decides = agency("14797.ubnd")
    assert (dossier.desk, dossier.agency) == (desk, decides)
    assert history(dossier).get(action="submit").payload["desk"] == str(desk.pk)
    # Those of the usual desk have nothing to do with it, the others receive and forward it.
    assert not perms.moves_for(who.reception, dossier)
    there = as_officer(officer_of(desk, "reception"), wall())
    dossier = actions.accept(dossier, actor=there)
    dossier = passing_on.forward(dossier, actor=there)
    dossier = passing_on.take_over(dossier, actor=who.specialist)
    way = dossier.passages.get()
    assert (way.giver, way.receiver, way.taken_by_id) == (desk, decides, who.specialist.id)


def test_desks_elsewhere_and_those_that_a_rule_excludes_are_refused(who: p.Players) -> None:
    with pytest.raises(Invalid) as caught:
        chosen(who, agency("01.ttpvhcc"))
    assert [problem.where for problem in caught.value.problems] == ["desk"]
    with pytest.raises(Invalid):
        chosen(who, agency("14758.ubnd"))
    # The usual desk is no choice, and one that may no longer receive is refused when handed in.
    dossier = p.drafted(who)
    assert choose_desk(dossier, actor=who.mother, desk=agency("14797.ttpvhcc")).desk is None
    Draft.objects.filter(pk=dossier.pk).update(desk=agency("01.ttpvhcc"))
    with pytest.raises(Invalid):
        actions.submit(dossier, actor=who.mother)
    content = dossier.version.read
    answers = p.whole_answers(who)
    assert usual_desk(content, answers).key == "14797.ttpvhcc"
    found = other_desks(content, answers, "trung tam")
    assert found[0].key == "38.ttpvhcc" and agency("14758.ttpvhcc") in found


def test_some_agencies_receive_at_their_own_desk_only(who: p.Players) -> None:
    police, own, other = agency("14797.ca"), agency("14797.ttpvhcc"), agency("14758.ttpvhcc")
    assert may_receive(other, police, "14797")
    Rule.objects.create(
        key="receipt.any_desk",
        value=False,
        kind_code="ca-xa",
        valid_from=police.valid_from,
        source="x",
        certainty="found",
    )
    assert may_receive(own, police, "14797")
    forget()
    assert not may_receive(other, police, "14797")
    assert may_receive(other, agency("14797.ubnd"), "14797")

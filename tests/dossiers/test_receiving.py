"""Any desk of the province receives; the dossier goes on from there to who decides."""

from datetime import UTC, date, datetime, timedelta

import pytest

from tests import players as p
from tests.authored import officer_of
from toantrinh.dossiers import actions, passing_on, perms
from toantrinh.dossiers.choosing import choose_places
from toantrinh.dossiers.models import Dossier, Draft
from toantrinh.dossiers.queries import history
from toantrinh.dossiers.receiving import may_receive, other_desks, usual_desk
from toantrinh.dossiers.supporting import helpers, record_support
from toantrinh.dossiers.timing import why
from toantrinh.government.memory import forget
from toantrinh.government.models import Agency, Rule
from toantrinh.government.queries import agency
from toantrinh.kernel.errors import Invalid, NotAllowed, Refusal
from toantrinh.kernel.time import now, turned, wall
from toantrinh.people.queries import as_officer

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 6, 8, 2, 0, tzinfo=UTC)


@pytest.fixture
def who() -> p.Players:
    return p.players()


def chosen(who: p.Players, desk: Agency) -> Dossier:
    dossier = p.drafted(who)
    choose_places(dossier, actor=who.mother, desk=desk)
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


def test_the_term_counts_from_when_who_decides_has_it(who: p.Players) -> None:
    desk, there = agency("14758.ttpvhcc"), None
    with turned(MONDAY):
        dossier = chosen(who, desk)
        there = as_officer(officer_of(desk, "reception"), wall())
        dossier = actions.accept(dossier, actor=there)
    # Received at nine: it must go on the same day, so the promise rests on the end of that day.
    promised = dossier.due_at
    assert dossier.received_at == MONDAY and promised == dossier.original_due_at
    assert dossier.counted_from == datetime(2026, 6, 8, 10, 0, tzinfo=UTC)
    assert "tính từ khi" in why(dossier)[0]
    with turned(MONDAY + timedelta(hours=1)):
        dossier = passing_on.forward(dossier, actor=there)
        dossier = passing_on.take_over(dossier, actor=who.specialist)
        # Sooner than it had to go on: the promise stands.
        assert (dossier.counted_from, dossier.due_at) == (now(), promised)
    with turned(MONDAY):
        late = actions.accept(chosen(who, desk), actor=there)
    with turned(MONDAY + timedelta(days=2)):
        late = passing_on.forward(late, actor=there)
        assert late.due_at == promised
        late = passing_on.take_over(late, actor=who.specialist)
    assert late.due_at is not None and promised is not None
    assert (promised.date(), late.due_at.date()) == (date(2026, 6, 9), date(2026, 6, 10))
    assert late.original_due_at == promised
    assert history(late).get(action="take_over").payload["due_at"] == late.due_at.isoformat()
    # At the usual desk it counts from receipt, as ever.
    with turned(MONDAY):
        assert p.accepted(who).counted_from is None


def test_who_helped_is_said_by_the_applicant_and_put_right_at_the_desk(who: p.Players) -> None:
    desk, village, other = (agency(key) for key in ("14797.ttpvhcc", "14797.ubnd", "01.ttpvhcc"))
    assert helpers("14797", desk)[-1].key == "38.ttpvhcc" and village in helpers("14797")
    dossier = p.drafted(who)
    with pytest.raises(Refusal):
        choose_places(dossier, actor=who.mother, desk=None, support=other)
    choose_places(dossier, actor=who.mother, desk=None, support=desk)
    dossier = actions.submit(dossier, actor=who.mother)
    assert (dossier.support, dossier.desk, dossier.agency) == (desk, desk, village)
    dossier = record_support(dossier, actor=who.reception, support=village)
    assert (dossier.state, dossier.support) == ("submitted", village)
    with pytest.raises(Refusal):
        record_support(dossier, actor=who.reception, support=agency("14797.ca"))
    with pytest.raises(NotAllowed):
        record_support(dossier, actor=who.specialist, support=village)
    dossier = record_support(dossier, actor=who.reception, support=None)
    said = [event.payload["support"] for event in history(dossier) if "support" in event.payload]
    assert (dossier.support, said) == (None, [str(desk.pk), str(village.pk), None])


def test_desks_elsewhere_and_those_that_a_rule_excludes_are_refused(who: p.Players) -> None:
    with pytest.raises(Invalid) as caught:
        chosen(who, agency("01.ttpvhcc"))
    assert [problem.where for problem in caught.value.problems] == ["desk"]
    with pytest.raises(Invalid):
        chosen(who, agency("14758.ubnd"))
    # The usual desk is no choice, and one that may no longer receive is refused when handed in.
    dossier = p.drafted(who)
    assert choose_places(dossier, actor=who.mother, desk=agency("14797.ttpvhcc")).desk is None
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

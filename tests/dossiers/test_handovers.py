"""Through whose hands a dossier went, against the story as it was played."""

from itertools import pairwise

import pytest

from tests import players as p
from toantrinh.dossiers import actions
from toantrinh.dossiers.handovers import Verdict, handovers
from toantrinh.dossiers.queries import history
from toantrinh.dossiers.states import Holder
from toantrinh.kernel.time import turned

pytestmark = pytest.mark.django_db


@pytest.fixture
def who() -> p.Players:
    return p.players()


def test_each_hand_gives_to_the_next(who: p.Players) -> None:
    dossier = p.proposed(who)
    assert dossier.due_at is not None
    with turned(dossier.due_at.replace(year=dossier.due_at.year + 1)):
        actions.approve(dossier, actor=who.leader)

    found = handovers(history(dossier))

    assert [(each.giver.holder, each.receiver.holder) for each in found] == [
        (Holder.APPLICANT, Holder.DESK),
        (Holder.DESK, Holder.AGENCY),
        (Holder.AGENCY, Holder.OFFICER),
        (Holder.OFFICER, Holder.LEADER),
        (Holder.LEADER, Holder.DESK),
    ]
    assert found[2].receiver.officer == str(who.specialist.id)
    assert found[0].verdict is Verdict.NONE
    assert found[2].verdict in {Verdict.EARLY, Verdict.IN_TIME}
    assert found[-1].verdict is Verdict.LATE
    for one, following in pairwise(found):
        assert one.receiver == following.giver
        assert one.at <= following.at

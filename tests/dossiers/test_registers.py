"""The register and the tallies, against dossiers that are looked at one by one."""

from datetime import timedelta

import pytest

from tests import players as p
from toantrinh.dossiers import actions
from toantrinh.dossiers.models import Dossier
from toantrinh.dossiers.registers import (
    Period,
    Tally,
    register_of,
    tallies_below,
    tallies_of_agency,
    tally_of_officer,
)
from toantrinh.dossiers.results import issue_result
from toantrinh.kernel.errors import Refusal
from toantrinh.kernel.time import now, today, turned

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_files")]


@pytest.fixture
def who() -> p.Players:
    return p.players()


def week() -> Period:
    return Period(today() - timedelta(days=6), today())


def decided(who: p.Players, *, late: bool = False) -> Dossier:
    dossier = p.proposed(who)
    assert dossier.due_at is not None
    with turned(dossier.due_at + timedelta(days=1) if late else now()):
        actions.approve(dossier, actor=who.leader)
        issue_result(dossier)
        return actions.return_result(dossier, actor=who.reception)


def test_the_register_is_what_was_handed_in_by_code(who: p.Players) -> None:
    with turned(now() - timedelta(days=9)):
        p.submitted(who)
    mine = [p.submitted(who), p.processing(who), decided(who)]
    p.drafted(who)

    for actor in (who.reception, who.specialist, who.leader):
        found = [row.code for row in register_of(actor, week())]
        assert found == sorted(str(one.code) for one in mine)
    assert register_of(who.reception, Period(today() - timedelta(days=9), today())).count() == 4


def test_the_register_is_read_by_the_index_of_codes(who: p.Players) -> None:
    plan = register_of(who.leader, week()).explain()
    assert "Index Cond: " in plan or "Bitmap" in plan
    assert "code" in plan


@pytest.mark.parametrize(("first", "last"), [(1, 0), (-400, 0)])
def test_days_in_order_and_not_too_many(first: int, last: int) -> None:
    with pytest.raises(Refusal):
        Period(today() + timedelta(days=first), today() + timedelta(days=last))


def test_tallies_count_each_dossier_once(who: p.Players) -> None:
    p.processing(who)
    stale = p.processing(who)
    Dossier.objects.filter(pk=stale.pk).update(due_at=now() - timedelta(hours=1))
    decided(who)
    far = Period(today(), today() + timedelta(days=60))
    decided(who, late=True)

    want = Tally(going=2, late_now=1, decided=2, late=1)
    assert who.specialist.id is not None
    assert tally_of_officer(who.specialist.id, far) == want
    agency = stale.agency
    assert agency is not None
    assert tallies_of_agency(agency, far)[who.specialist.id] == want
    assert want.in_time == 1

    above = agency.parent
    assert above is not None
    assert tallies_below(above, far)[agency] == want
    others = [tally for one, tally in tallies_below(above, far).items() if one != agency]
    assert others
    assert set(others) == {Tally()}

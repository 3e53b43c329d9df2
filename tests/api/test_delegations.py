"""Delegations by program: signing in another's place, absence and cover, by dates."""

from datetime import timedelta
from typing import Any

import pytest

from tests import players as p
from tests.api.test_views import Program
from tests.documents.test_letters import shown
from tests.dossiers.test_delegating import colleague as deputising
from tests.web.desk.conftest import colleague
from toantrinh.dossiers.queries import history
from toantrinh.dossiers.results import issue_result
from toantrinh.government.models import PostRole
from toantrinh.kernel.time import now, today, turned
from toantrinh.people.models import Posting

pytestmark = pytest.mark.django_db


@pytest.fixture
def who() -> p.Players:
    return p.players()


@pytest.fixture
def second(who: p.Players) -> Posting:
    """A second specialist of the committee."""
    return colleague("tlhai", "Lê Thị Hai", who.cast.leader.post.agency.key, "specialist")


def wish(taker: Posting, form: str = "tuq", **more: object) -> dict[str, Any]:
    return {
        "form": form,
        "taker": str(taker.officer_id),
        "basis": "QĐ 12/QĐ-UBND",
        "since": f"{today()}",
        "until": f"{today() + timedelta(days=3)}",
        **more,
    }


def acts(program: Program, code: str | None) -> list[str]:
    found: list[str] = program.get(f"dossiers/{code}").json()["acts"]
    return found


def test_signed_in_another_s_place_as_long_as_it_holds(who: p.Players, second: Posting) -> None:
    one, other = p.proposed(who), p.proposed(who)
    chair, deputy = Program(who.cast.leader), Program(second)
    assert "approve" not in acts(deputy, one.code)
    made = chair.post("delegations", wish(second, acts=["approve"]))
    assert made.status_code == 201, made.content
    said = made.json()
    assert (said["form"], said["taker"], said["acts"]) == ("tuq", "Lê Thị Hai", ["approve"])
    assert said["giver"] == who.cast.leader.officer.full_name and said["ended_at"] is None
    assert [row["id"] for row in chair.get("delegations").json()] == [said["id"]]
    # That act and no other, in those days and no longer.
    assert "approve" in acts(deputy, one.code) and "stop" not in acts(deputy, one.code)
    with turned(now() + timedelta(days=4)):
        assert "approve" not in acts(deputy, one.code)
    assert deputy.post(f"dossiers/{one.code}/approve").status_code == 200
    assert history(one).get(action="approve").payload["delegation"] == said["id"]
    ended = chair.post(f"delegations/{said['id']}/end").json()
    assert ended["ended_at"] is not None and chair.get("delegations").json() == []
    assert chair.post(f"delegations/{said['id']}/end").status_code == 404
    assert deputy.post(f"dossiers/{other.code}/approve").status_code == 403


def test_a_deputy_signs_and_the_letter_says_for_whom(who: p.Players, own_files: None) -> None:
    dossier, other = p.proposed(who), p.proposed(who)
    held, _deputy = deputising(who, "hai", PostRole.LEADER, "Phó Chủ tịch")
    chair, deputy = Program(who.cast.leader), Program(held)
    made = chair.post("delegations", wish(held, "kt", acts=["approve"]))
    assert made.status_code == 201, made.content
    signed = deputy.post(f"dossiers/{dossier.code}/approve")
    assert (signed.status_code, signed.json()["state"]) == (200, "ready")
    issue_result(dossier)
    letter = shown(deputy.get(f"dossiers/{dossier.code}/result").content)
    title = who.cast.leader.post.title.upper()
    assert f"KT. {title}" in letter and "PHÓ CHỦ TỊCH" in letter
    assert held.officer.full_name in letter
    assert who.cast.leader.officer.full_name not in letter
    # When it has ended a deputy signs under their own title alone.
    chair.post(f"delegations/{made.json()['id']}/end")
    assert deputy.post(f"dossiers/{other.code}/approve").status_code == 200
    issue_result(other)
    letter = shown(deputy.get(f"dossiers/{other.code}/result").content)
    assert "KT." not in letter and held.officer.full_name in letter


def test_who_is_absent_is_covered_by_dates(who: p.Players, second: Posting) -> None:
    dossier = p.processing(who)
    chair, cover = Program(who.cast.leader), Program(second)
    assert cover.post(f"dossiers/{dossier.code}/propose").status_code == 403
    absent = str(who.cast.specialist.officer_id)
    tomorrow = f"{today() + timedelta(days=1)}"
    made = chair.post("delegations", wish(second, "cover", giver=absent, since=tomorrow))
    assert made.status_code == 201, made.content
    assert "propose" not in acts(cover, dossier.code)
    with turned(now() + timedelta(days=1)):
        assert "propose" in acts(cover, dossier.code)
        assert cover.post(f"dossiers/{dossier.code}/propose").status_code == 200
    said = history(dossier).get(action="propose").payload
    assert said["delegation"] == made.json()["id"]


def test_what_may_not_be_given_is_refused_at_its_field(who: p.Players, second: Posting) -> None:
    chair, office = Program(who.cast.leader), Program(who.cast.specialist)
    absent, nobody = str(who.cast.specialist.officer_id), "01a215db-1a90-7421-92b4-c615a842e082"
    for wrong, status, field in (
        ({"basis": "  "}, 422, "basis"),
        ({"acts": ["accept"]}, 422, "acts"),
        ({"until": f"{today() - timedelta(days=1)}"}, 422, "until"),
        ({"taker": str(who.cast.leader.officer_id)}, 422, "taker"),
        ({"taker": nobody}, 404, "taker"),
        # Only one who leads signs for the deputy's form; only the leader gives their own signature.
        ({"form": "kt"}, 409, "taker"),
        ({"giver": absent}, 403, None),
    ):
        refused = chair.post("delegations", wish(second) | wrong)
        assert refused.status_code == status, (wrong, refused.content)
        told = refused.json()
        assert field is None or field in str(told), told
    assert chair.post("delegations", wish(second, "king")).status_code == 422
    assert (
        office.get("delegations").status_code
        == office.post("delegations", wish(second)).status_code
        == 403
    )
    assert Program(who.cast.mother).get("delegations").status_code == 403
    assert chair.get("delegations").json() == []

"""When agencies end, what goes on moves with them, each once, and what ended stays."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests import players as p
from tests.dossiers.crowd import crowd
from toantrinh.documents.models import Document
from toantrinh.dossiers import actions, desk_queries, perms
from toantrinh.dossiers.models import Dossier
from toantrinh.dossiers.moving import move_all
from toantrinh.dossiers.piles import Pile
from toantrinh.dossiers.queries import find
from toantrinh.dossiers.results import issue_result
from toantrinh.dossiers.states import State
from toantrinh.government.actions import carry_out
from toantrinh.government.plans import MergeUnits, Plan, RenameUnit
from toantrinh.government.queries import agency
from toantrinh.journal.models import Event
from toantrinh.journal.verify import verify
from toantrinh.kernel.actors import SYSTEM, Actor
from toantrinh.kernel.errors import NotAllowed, NotFound
from toantrinh.kernel.ids import new_id
from toantrinh.kernel.time import turned, wall
from toantrinh.people.following import move_postings
from toantrinh.people.models import Posting
from toantrinh.people.queries import as_officer, postings

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_seals")]
HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
NOW = datetime(2026, 11, 23, 9, tzinfo=HANOI)
SINCE = date(2026, 12, 1)
ON_THE_DAY = datetime(2026, 12, 1, 0, 1, tzinfo=HANOI)
ONE, OTHER, NEW = "14797", "14758", "14999"
MERGE = MergeUnits(since=SINCE, units=(ONE, OTHER), into=NEW, name="Hàm Rồng", unit_kind="phuong")
GOING = [state for state in State if state.code and not state.terminal]
ENDED = [state for state in State if state.terminal]


@dataclass
class Scene:
    """A commune's people, and dossiers of theirs in every state."""

    who: p.Players
    going: list[Dossier]
    ended: list[Dossier]


@pytest.fixture
def scene() -> Iterator[Scene]:
    with turned(NOW):
        who = p.players()
        like = p.processing(who)
        going = crowd(like, 2 * len(GOING), GOING)
        yield Scene(who, [like, *going], crowd(like, len(ENDED), ENDED, "E"))


def reform(plan: Plan = MERGE) -> None:
    done = carry_out(plan, actor=SYSTEM)
    move_postings(done.posts, actor=SYSTEM, since=plan.since)


def at(key: str, on: date = SINCE) -> object:
    return agency(key, on).pk


def transfers() -> Counter[str]:
    return Counter(Event.objects.filter(action="transfer").values_list("stream", flat=True))


def test_what_goes_on_moves_on_the_day_and_not_before(scene: Scene) -> None:
    reform()
    assert move_all() == 0
    with turned(ON_THE_DAY - timedelta(minutes=2)):
        assert move_all() == 0
    with turned(ON_THE_DAY):
        assert move_all(batch=5) == len(scene.going)
        assert move_all() == 0
    for row in Dossier.objects.filter(pk__in=[one.pk for one in scene.going]):
        assert (row.agency_id, row.desk_id) == (at(f"{NEW}.ubnd"), at(f"{NEW}.ttpvhcc"))
        assert row.agency_path == f"00.cp/38.ubnd/{NEW}.ubnd/"
    assert transfers() == Counter({one.stream(): 1 for one in scene.going})
    assert verify().problems == []


def test_the_event_says_from_where_to_where_in_codes(scene: Scene) -> None:
    before = agency(f"{ONE}.ubnd").pk, agency(f"{ONE}.ttpvhcc").pk
    reform()
    with turned(ON_THE_DAY):
        move_all()
    event = Event.objects.get(stream=scene.going[0].stream(), action="transfer")
    assert event.payload == {
        "state": "processing",
        "status_code": 4,
        "holder": "officer",
        "agency_from": str(before[0]),
        "agency": str(at(f"{NEW}.ubnd")),
        "desk_from": str(before[1]),
        "desk": str(at(f"{NEW}.ttpvhcc")),
    }
    assert event.actor == "system"


def test_what_ended_stays_where_it_ended_and_the_promise_stands(scene: Scene) -> None:
    columns = ("pk", "agency_id", "agency_path", "desk_id", "head_seq", "state")
    ended = Dossier.objects.filter(pk__in=[one.pk for one in scene.ended]).order_by("pk")
    before = list(ended.values_list(*columns))
    due = scene.going[0].due_at
    assert due is not None
    reform()
    with turned(ON_THE_DAY):
        move_all()
    assert list(ended.values_list(*columns)) == before
    assert Dossier.objects.get(pk=scene.going[0].pk).due_at == due


def test_an_officer_goes_on_with_their_dossier_at_the_new_agency(scene: Scene) -> None:
    who, dossier = scene.who, scene.going[0]
    reform()
    with turned(ON_THE_DAY):
        move_all()
        [posting] = postings(who.cast.specialist.officer)
        assert posting.post.agency.key == f"{NEW}.ubnd"
        actor = as_officer(posting)
        assert dossier in desk_queries.listing_of(Pile.MINE, actor=actor).first(9)
        proposed = actions.propose(dossier, actor=actor)
        [leading] = postings(who.cast.leader.officer)
        actions.approve(proposed, actor=as_officer(leading, wall()))
        with pytest.raises(NotAllowed):
            as_officer(Posting.objects.get(pk=who.cast.specialist.pk))
    assert (
        Event.objects.filter(
            stream=who.cast.specialist.officer.stream(), action="move_postings"
        ).count()
        == 1
    )


def test_leaders_of_the_new_agency_see_what_ended_at_the_old_ones(scene: Scene) -> None:
    code = scene.ended[0].code or ""
    reform()

    def seat(key: str, role: str) -> Actor:
        return Actor("officer", new_id(), agency(key).pk, roles=frozenset({role}))

    with turned(ON_THE_DAY):
        move_all()
        seats = [
            seat(f"{NEW}.ubnd", "leader"),
            seat(f"{NEW}.ubnd", "specialist"),
            seat(f"{NEW}.ttpvhcc", "reception"),
            seat("38.ubnd", "leader"),
        ]
        for actor in seats:
            found = find(code, actor=actor)
            assert perms.sees(actor, found)
            offered = [move.action for move in perms.moves_for(actor, found)]
            # Who leads there today answers for what was decided there.
            assert offered == (["reopen"] if actor is seats[0] else [])
        strangers = [seat("14812.ubnd", "leader"), seat(f"{NEW}.ca", "leader")]
        for actor in strangers:
            with pytest.raises(NotFound):
                find(code, actor=actor)
    with pytest.raises(NotFound):
        find(code, actor=Actor("officer", new_id(), at(f"{NEW}.ubnd"), roles=frozenset({"leader"})))  # type: ignore[arg-type]


def test_issued_papers_keep_the_old_name() -> None:
    with turned(NOW):
        who = p.players()
        done = actions.approve(p.proposed(who), actor=who.leader)
        paper = issue_result(done)
        waiting = actions.approve(p.proposed(who), actor=who.leader)
        reform(RenameUnit(since=SINCE, unit=ONE, name="Thanh Hoa", unit_kind="phuong"))
    with turned(ON_THE_DAY):
        assert move_all() == 2
        later = issue_result(waiting)
        [posting] = postings(who.cast.reception.officer)
        returned = actions.return_result(done, actor=as_officer(posting))
    assert returned.result is not None
    assert Document.objects.get(pk=paper.pk).agency_name == "Ủy ban nhân dân phường Hạc Thành"
    assert later.agency_name == "Ủy ban nhân dân phường Thanh Hoa"


def test_what_is_handed_in_afterwards_goes_to_the_new_agency_at_once() -> None:
    with turned(NOW):
        who = p.players()
        draft = p.drafted(who)
        reform()
    with turned(ON_THE_DAY):
        submitted = actions.submit(draft, actor=who.mother)
        assert submitted.agency_id == at(f"{NEW}.ubnd")
        assert submitted.desk_id == at(f"{NEW}.ttpvhcc")
        assert move_all() == 0

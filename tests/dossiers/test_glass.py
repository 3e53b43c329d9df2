"""Breaking the glass: who may, what it leaves behind, who is told; it gives reading only."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import DatabaseError, IntegrityError, transaction

from tests import players as p
from toantrinh.dossiers import actions, perms, queries
from toantrinh.dossiers.acting import reached
from toantrinh.dossiers.answers import note_text
from toantrinh.dossiers.because import why_glass
from toantrinh.dossiers.desk_queries import changes_since
from toantrinh.dossiers.glass import break_glass, broken, may_break, standing_for
from toantrinh.dossiers.messages import write_message
from toantrinh.dossiers.models import Dossier
from toantrinh.dossiers.queries import history
from toantrinh.dossiers.tasks import follow_up
from toantrinh.dossiers.word_models import Glass
from toantrinh.government import memory
from toantrinh.government.actions import open_post
from toantrinh.government.models import PostRole, Reason, Rule
from toantrinh.government.queries import agency
from toantrinh.kernel.actors import SYSTEM, Actor
from toantrinh.kernel.errors import Conflict, NotAllowed, NotFound, Refusal
from toantrinh.kernel.time import now, today, turned
from toantrinh.people.actions import appoint, register_login, register_officer
from toantrinh.people.models import LoginKind
from toantrinh.people.queries import as_officer

pytestmark = pytest.mark.django_db
WORDS = "Người nộp đang cấp cứu ở bệnh viện tỉnh."
DANGER = "danger"


@pytest.fixture
def who() -> p.Players:
    return p.players()


def officer(key: str, role: PostRole) -> Actor:
    """An invented officer at an agency."""
    name = f"{role}-{key}"
    user = register_login(actor=SYSTEM, username=name, kind=LoginKind.OFFICER)
    made = register_officer(actor=SYSTEM, full_name="Hồ Thị Gấp", user=user, synthetic=True)
    post = open_post(agency(key), f"t-{role}", role, roles=[role], actor=SYSTEM)
    return as_officer(appoint(made, actor=SYSTEM, post=post, since=today()))


@pytest.fixture
def neighbour(who: p.Players) -> Actor:
    return officer("14758.ubnd", PostRole.LEADER)


def opened(dossier: Dossier, actor: Actor, words: str = WORDS) -> Glass:
    return break_glass(dossier.code or "", actor=actor, reason=DANGER, words=words)


def test_a_broken_glass_lets_read_and_nothing_else(who: p.Players, neighbour: Actor) -> None:
    dossier = p.processing(who)
    code = dossier.code or ""
    with pytest.raises(NotFound):
        queries.find(code, actor=neighbour)
    glass = opened(dossier, neighbour)
    assert queries.find(code, actor=neighbour).pk == dossier.pk
    assert standing_for(neighbour, dossier) == glass
    assert not queries.queue(neighbour, states=["processing"]).exists()
    assert not perms.moves_for(neighbour, dossier)
    with pytest.raises(NotFound), reached(code, actor=neighbour):
        pass
    with pytest.raises(NotAllowed):
        actions.assign(dossier, actor=neighbour, officer=who.cast.specialist.officer)
    for internal in (False, True):
        with pytest.raises(NotAllowed):
            write_message(dossier, actor=neighbour, text="Xin chào.", internal=internal)


def test_it_closes_by_itself_and_holds_for_one_officer_at_one_agency(
    who: p.Players, neighbour: Actor
) -> None:
    dossier = p.processing(who)
    glass = opened(dossier, neighbour)
    code = dossier.code or ""
    beside = officer("14758.ubnd", PostRole.DATA_OFFICER)
    elsewhere = Actor(**{**vars(neighbour), "agency_id": agency("00004.ubnd").pk})
    for other in (beside, elsewhere):
        with pytest.raises(NotFound):
            queries.find(code, actor=other)
    with turned(glass.until - timedelta(seconds=1)):
        queries.find(code, actor=neighbour)
    with turned(glass.until), pytest.raises(NotFound):
        queries.find(code, actor=neighbour)


def test_one_event_of_codes_and_sealed_words(who: p.Players, neighbour: Actor) -> None:
    dossier = p.processing(who)
    before = dossier.head_seq
    glass = opened(dossier, neighbour)
    assert opened(dossier, neighbour) == glass
    [event] = history(dossier).filter(seq__gt=before)
    assert (event.action, event.actor) == ("break_glass", str(neighbour))
    assert event.payload["reason"] == "danger"
    assert event.payload["until"] == glass.until.isoformat()
    note = dossier.notes.get(number=event.payload["note"])
    assert (note.internal, note_text(note)) == (True, WORDS)
    assert WORDS.encode() not in bytes(note.sealed)
    dossier.refresh_from_db()
    assert dossier.head_seq == event.seq
    # Who handles it is not kept from going on by somebody who only reads.
    assert changes_since(dossier, before, but=who.specialist) == []


def test_the_applicant_is_told_who_why_and_until_when(who: p.Players, neighbour: Actor) -> None:
    dossier = p.processing(who)
    opened(dossier, neighbour)
    dossier.refresh_from_db()
    follow_up(str(dossier.pk), dossier.head_seq)
    [sent] = mail.outbox
    for part in (
        *(
            "Hồ Thị Gấp",
            agency("14758.ubnd").name,
            "Nguy hiểm đến tính mạng",
            str(dossier.code),
        ),
        "mở khẩn cấp",
    ):
        assert part in sent.body
    assert "cấp cứu" not in sent.body
    assert str(dossier.code) in sent.subject


def test_only_the_posts_of_the_rule_may(who: p.Players) -> None:
    dossier = p.processing(who)
    expected = {
        PostRole.LEADER: True,
        PostRole.DATA_OFFICER: True,
        PostRole.SPECIALIST: False,
        PostRole.ADMINISTRATOR: False,
        PostRole.RECEPTION: False,
    }
    for role, may in expected.items():
        actor = officer("14758.ubnd", role)
        assert may_break(actor) is may
        if not may:
            with pytest.raises(NotAllowed):
                opened(dossier, actor)
    Rule.objects.filter(key="break_glass.roles").update(value=["specialist"])
    memory.forget()
    assert may_break(officer("14812.ubnd", PostRole.SPECIALIST))
    assert not may_break(officer("14812.ubnd", PostRole.LEADER))
    assert not may_break(who.mother)


def test_who_sees_it_anyway_needs_no_glass(who: p.Players) -> None:
    dossier = p.processing(who)
    with pytest.raises(Conflict):
        opened(dossier, who.leader)
    with pytest.raises(NotFound):
        break_glass("H56-000000-0000", actor=who.leader, reason=DANGER, words=WORDS)


@pytest.mark.parametrize("words", ["", "  gấp \n ", "x" * 2001])
def test_words_must_say_something(who: p.Players, neighbour: Actor, words: str) -> None:
    dossier = p.processing(who)
    with pytest.raises(Refusal) as refused:
        opened(dossier, neighbour, words)
    assert refused.value.field == "words"
    assert not Glass.objects.exists() and dossier.head_seq == history(dossier).count()


def test_so_many_a_day_and_no_more(who: p.Players, neighbour: Actor) -> None:
    made = [p.submitted(who) for _ in range(3)]
    Rule.objects.filter(key="break_glass.most_a_day").update(value=2)
    memory.forget()
    opened(made[0], neighbour)
    opened(made[1], neighbour)
    # The one that stands open already counts no more.
    opened(made[1], neighbour)
    with pytest.raises(Conflict):
        opened(made[2], neighbour)
    with turned(now() + timedelta(days=1, seconds=1)):
        opened(made[2], neighbour)


def test_both_houses_read_of_it_afterwards(who: p.Players, neighbour: Actor) -> None:
    glass = opened(p.processing(who), neighbour)
    reads = {
        ("14758.ubnd", PostRole.LEADER): True,
        ("14758.ubnd", PostRole.DATA_OFFICER): True,
        ("14797.ubnd", PostRole.DATA_OFFICER): True,
        ("38.ubnd", PostRole.LEADER): True,
        ("14758.ubnd", PostRole.SPECIALIST): False,
        ("38.ubnd", PostRole.ADMINISTRATOR): False,
        ("14812.ubnd", PostRole.LEADER): False,
        ("00004.ubnd", PostRole.DATA_OFFICER): False,
    }
    for (key, role), may in reads.items():
        actor = Actor("officer", agency_id=agency(key).pk, roles=frozenset({role}))
        assert list(broken(actor)) == ([glass] if may else []), (key, role)
    assert list(broken(who.leader)) == [glass]
    assert not broken(who.mother).exists()


def test_what_was_opened_can_not_be_rewritten(who: p.Players, neighbour: Actor) -> None:
    glass = opened(p.processing(who), neighbour)
    rows = Glass.objects.filter(dossier=glass.dossier)
    for change in (lambda: rows.update(until=now()), rows.delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    with pytest.raises(IntegrityError), transaction.atomic():
        Glass.objects.create(
            dossier=glass.dossier,
            number=2,
            officer_id=glass.officer_id,
            agency_id=glass.agency_id,
            reason="danger",
            note=1,
            at=now(),
            until=now() - timedelta(hours=1),
        )


def test_the_reason_is_one_of_the_agency_s_list(who: p.Players, neighbour: Actor) -> None:
    dossier = p.processing(who)
    for reason in ("curious", ""):
        with pytest.raises(Refusal, match="trong danh mục"):
            break_glass(dossier.code or "", actor=neighbour, reason=reason, words=WORDS)
    own = {"act": "break_glass", "code": "flood", "position": 5, "words": "Lũ cuốn"}
    Reason.objects.create(
        **own,
        words_en="A flood",
        agency_key="14758.ubnd",
        valid_from=today(),
        source="x",
        certainty="found",
    )
    memory.forget()
    glass = break_glass(dossier.code or "", actor=neighbour, reason="flood", words=WORDS)
    assert why_glass(glass.reason, glass.at, glass.agency) == "Lũ cuốn"
    assert why_glass("curious", glass.at, glass.agency) == "curious"

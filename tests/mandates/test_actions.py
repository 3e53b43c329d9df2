"""Mandates come to be, are answered and end; nobody is let in by silence."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import players as p
from tests.mandates import people as who
from toantrinh.government.actions import open_usual_posts
from toantrinh.government.queries import agency
from toantrinh.journal.models import Event
from toantrinh.kernel.actors import SYSTEM, Actor
from toantrinh.kernel.errors import Conflict, Invalid, NotAllowed, NotFound, Refusal
from toantrinh.kernel.ids import new_id
from toantrinh.kernel.time import now, today, turned
from toantrinh.mandates import actions, queries
from toantrinh.mandates.models import Ending, Kind, Mandate, Route, Standing
from toantrinh.mandates.parties import Named, Proof
from toantrinh.mandates.terms import birthday
from toantrinh.people.models import Person
from toantrinh.people.numbers import birth_year
from toantrinh.people.queries import find_person

pytestmark = pytest.mark.django_db


def _desk() -> Actor:
    return p.players().reception


def _says(mandate: Mandate) -> list[str]:
    return [event.action for event in queries.history(mandate)]


def test_what_is_granted_holds_from_its_first_day_to_its_last() -> None:
    made = who.granted(since=today() + timedelta(days=2), until=today() + timedelta(days=4))
    assert (made.route, made.confirmed_by) == (Route.GRANTED, str(who.acting(who.MOTHER)))
    stands = [made.standing(today() + timedelta(days=shift)) for shift in (1, 2, 4, 5)]
    assert stands == [Standing.COMING, Standing.IN_FORCE, Standing.IN_FORCE, Standing.OVER]
    (event,) = queries.history(made)
    assert (event.action, event.actor) == ("grant", f"person/{made.grantor_id}")
    assert event.payload["procedures"] == [who.BIRTH]
    assert (made.head_seq, bytes(made.head_hash)) == (1, bytes(event.hash))


@pytest.mark.parametrize(
    ("number", "name"),
    [
        (who.GRANDMOTHER[1], "Mai Thị Uớc"),
        (who.GRANDMOTHER[1], ""),
        ("003152000897", who.GRANDMOTHER[0]),
        ("003152000897", "Ai Đó"),
    ],
)
def test_a_wrong_name_and_a_wrong_number_are_answered_alike(number: str, name: str) -> None:
    who.person(who.GRANDMOTHER)
    with pytest.raises(NotFound) as raised:
        actions.grant(actor=who.acting(who.MOTHER), holder=Named(number, name), terms=who.terms())
    assert (raised.value.field, who.GRANDMOTHER[0] in raised.value.text()) == ("number", False)
    assert not Mandate.objects.exists()


def test_spaces_and_capitals_of_a_name_do_not_matter() -> None:
    who.person(who.GRANDMOTHER)
    holder = Named(who.GRANDMOTHER[1], " mai  thị ước ")
    assert actions.grant(actor=who.acting(who.MOTHER), holder=holder, terms=who.terms())


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"procedures": ()}, "procedures"),
        ({"procedures": ("9.999999",)}, "procedures"),
        ({"procedures": (), "all_procedures": True}, "procedures"),
        ({"since": date(2020, 1, 1), "until": date(2020, 1, 2)}, "since"),
        ({"since": date(2999, 1, 1), "until": date(2999, 1, 2)}, "since"),
        ({"until": None}, "until"),
        ({"until": date(2020, 1, 1)}, "until"),
        ({"until": date(2999, 1, 1)}, "until"),
        ({"kind": Kind.VILLAGER, "days": 91}, "until"),
        ({"kind": Kind.CLIENT, "days": 366}, "until"),
    ],
)
def test_terms_that_may_not_stand_are_refused_at_their_place(
    changes: dict[str, object], field: str
) -> None:
    with pytest.raises(Invalid) as raised:
        who.granted(**changes)
    assert [problem.where for problem in raised.value.problems] == [field]
    assert not Mandate.objects.exists()


def test_nobody_acts_for_themselves_and_minors_neither_act_nor_grant() -> None:
    mother, son = who.acting(who.MOTHER), who.acting(who.SON)
    for actor, holder, said in (
        (mother, who.MOTHER, "chính mình"),
        (mother, who.SON, "làm thay phải đủ 18"),
        (son, who.MOTHER, "ủy quyền phải đủ 18"),
    ):
        with pytest.raises(Refusal, match=said) as raised:
            actions.grant(actor=actor, holder=who.named(holder), terms=who.terms())
        assert said in raised.value.text()


def test_an_officer_does_not_grant() -> None:
    with pytest.raises(NotAllowed):
        actions.grant(actor=_desk(), holder=who.named(who.MOTHER), terms=who.terms())


def test_silence_is_no_consent() -> None:
    mandate = who.asked()
    mother = who.acting(who.MOTHER)
    assert mandate.answer_by is not None
    assert mandate.standing(today()) is Standing.WAITING
    with pytest.raises(Conflict, match="đang chờ"):
        who.asked()
    for somebody in (who.acting(who.GRANDMOTHER), who.acting(who.FATHER), _desk(), SYSTEM):
        with pytest.raises(NotAllowed):
            actions.confirm(mandate, actor=somebody)
    late = now() + timedelta(days=(mandate.answer_by - today()).days + 1)
    with turned(late):
        assert mandate.standing(today()) is Standing.LAPSED
        with pytest.raises(Conflict):
            actions.confirm(mandate, actor=mother)
    done = actions.confirm(mandate, actor=mother)
    assert done.standing(today()) is Standing.IN_FORCE
    assert _says(done) == ["ask", "confirm"]
    with pytest.raises(Conflict):
        actions.refuse(done, actor=mother)


def test_a_no_is_a_no_and_one_may_ask_again() -> None:
    mandate = actions.refuse(who.asked(), actor=who.acting(who.MOTHER))
    assert mandate.standing(today()) is Standing.REFUSED
    with pytest.raises(Conflict):
        actions.confirm(mandate, actor=who.acting(who.MOTHER))
    assert who.asked().standing(today()) is Standing.WAITING


@pytest.mark.parametrize(
    ("by", "ending"),
    [(who.MOTHER, Ending.REVOKED), (who.GRANDMOTHER, Ending.GIVEN_UP)],
)
def test_both_end_it_at_once_and_for_good(by: tuple[str, str, date], ending: Ending) -> None:
    mandate = actions.end(who.granted(), actor=who.acting(by))
    assert (mandate.ending, mandate.standing(today())) == (ending, Standing.ENDED)
    assert _says(mandate) == ["grant", "end"]
    with pytest.raises(Conflict):
        actions.end(mandate, actor=who.acting(by))


def test_others_neither_see_nor_end_it() -> None:
    mandate = who.granted()
    for somebody in (who.acting(who.FATHER), _desk(), p.players().leader, SYSTEM):
        with pytest.raises(NotAllowed):
            actions.end(mandate, actor=somebody)
        with pytest.raises(NotFound):
            queries.find(mandate.pk, actor=somebody)


def test_a_child_is_declared_with_proof_and_checked_by_an_officer() -> None:
    mandate = who.declared()
    assert (mandate.grantor_id, find_person(who.SON[1])) == (None, None)
    assert mandate.valid_to == date(2028, 8, 14)
    assert mandate.standing(today()) is Standing.WAITING
    assert queries.grantor_name(mandate) == who.SON[0]
    with pytest.raises(NotAllowed):
        actions.confirm(mandate, actor=who.acting(who.MOTHER))
    assert list(queries.waiting(mandate.place)) == [mandate]
    done = actions.confirm(mandate, actor=_desk())
    son = find_person(who.SON[1])
    assert son is not None
    assert (done.grantor, son.birth_date) == (son, who.SON[2])
    assert not queries.waiting(mandate.place).exists()
    with turned(now() + timedelta(days=(mandate.valid_to - today()).days + 1)):
        assert done.standing(today()) is Standing.OVER
    events = Event.objects.filter(stream=mandate.stream()).values_list("payload", flat=True)
    assert not any(who.SON[1] in str(told) or "Huy" in str(told) for told in events)


def test_an_officer_of_another_commune_does_not_check_it() -> None:
    posts = open_usual_posts(agency("16378.ttpvhcc"), actor=SYSTEM)
    post = next(post for post in posts if "reception" in post.roles)
    other = Actor("officer", id=new_id(), agency_id=post.agency_id, roles=frozenset(post.roles))
    with pytest.raises(NotAllowed):
        actions.confirm(who.declared(), actor=other)


def test_a_declaration_does_not_tell_whether_the_child_is_known() -> None:
    mother = who.acting(who.MOTHER)
    who.person(who.SON)
    linked = who.declared()
    assert linked.grantor == find_person(who.SON[1])
    wrong = actions.declare(
        actor=mother,
        whom=Named(who.SON[1], "Tên Khác", who.SON[2]),
        terms=who.terms(Kind.CHILD, until=None, all_procedures=True, procedures=()),
        proof=Proof(record="1"),
    )
    assert (wrong.grantor, wrong.route) == (None, linked.route)
    with pytest.raises(Conflict, match="họ tên khác"):
        actions.confirm(wrong, actor=_desk())


@pytest.mark.parametrize(
    ("whom", "record", "field"),
    [
        (Named("123", who.SON[0], who.SON[2]), "1", "number"),
        (Named(who.SON[1], who.SON[0], date(2011, 8, 15)), "1", "birth_date"),
        (Named(who.SON[1], " ", who.SON[2]), "1", "name"),
        (who.named(who.SON), " ", "proof"),
        (who.named(who.SON), "1" * 101, "record"),
        (Named(who.SON[1], who.SON[0]), "1", "birth_date"),
        (who.named(who.FATHER), "1", "birth_date"),
    ],
)
def test_a_declaration_that_cannot_be_is_refused(whom: Named, record: str, field: str) -> None:
    with pytest.raises(Refusal) as raised:
        actions.declare(
            actor=who.acting(who.MOTHER),
            whom=whom,
            terms=who.terms(Kind.CHILD, until=None, all_procedures=True, procedures=()),
            proof=Proof(record=record),
        )
    found = raised.value
    places = [one.where for one in found.problems] if isinstance(found, Invalid) else [found.field]
    assert places == [field]


def test_the_desk_records_a_villager_who_has_no_account() -> None:
    desk = _desk()
    who.person(who.FATHER)
    mandate = actions.record(
        actor=desk,
        grantor=who.named(who.GRANDMOTHER),
        holder=who.named(who.FATHER),
        terms=who.terms(Kind.VILLAGER),
        proof=p.paper_file(),
    )
    assert mandate.standing(today()) is Standing.IN_FORCE
    assert mandate.grantor == find_person(who.GRANDMOTHER[1])
    assert queries.find(mandate.pk, actor=desk) == mandate
    ended = actions.end(mandate, actor=desk)
    assert (ended.ending, ended.ended_by) == (Ending.AT_DESK, str(desk))
    for actor in (p.players().leader, who.acting(who.FATHER)):
        with pytest.raises(NotAllowed):
            actions.record(
                actor=actor,
                grantor=who.named(who.GRANDMOTHER),
                holder=who.named(who.FATHER),
                terms=who.terms(Kind.VILLAGER),
                proof=p.paper_file(),
            )


def test_the_same_press_makes_one_mandate() -> None:
    key = new_id()
    who.person(who.GRANDMOTHER)
    made = [
        actions.grant(
            actor=who.acting(who.MOTHER),
            holder=who.named(who.GRANDMOTHER),
            terms=who.terms(),
            key=key,
        )
        for _press in range(2)
    ]
    assert made[0] == made[1]
    assert Mandate.objects.count() == 1


def test_who_lives_nowhere_is_sent_to_a_desk() -> None:
    Person.objects.filter(pk=who.person(who.MOTHER).pk).update(commune_code="")
    with pytest.raises(Refusal, match="nơi cư trú"):
        who.declared()


@given(born=st.dates(date(1900, 1, 1), date(2299, 12, 31)), female=st.booleans())
def test_a_number_tells_the_year(born: date, female: bool) -> None:
    century = (born.year - 1900) // 100 * 2 + female
    assert birth_year(f"001{century}{born.year % 100:02}000001") == born.year


def test_the_29th_of_february_comes_of_age_on_the_28th() -> None:
    assert birthday(date(2008, 2, 29), 18) == date(2026, 2, 28)
    assert birthday(date(2008, 2, 29), 16) == date(2024, 2, 29)

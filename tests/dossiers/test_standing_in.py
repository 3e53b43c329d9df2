"""Acting for another: only as far as a mandate goes, and never a moment longer."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import players as p
from tests.mandates import people as who
from toantrinh.catalogue.queries import find_procedure, version_in_force
from toantrinh.dossiers import actions, attaching, perms
from toantrinh.dossiers.looking import log_look_for_another
from toantrinh.dossiers.messages import write_message
from toantrinh.dossiers.models import Channel, Dossier
from toantrinh.dossiers.queries import history
from toantrinh.dossiers.tracking import own
from toantrinh.journal.models import Access
from toantrinh.kernel.actors import Actor
from toantrinh.kernel.errors import NotAllowed, NotFound
from toantrinh.kernel.time import now, today, turned
from toantrinh.mandates import actions as mandates
from toantrinh.mandates.models import Kind, Mandate
from toantrinh.people.actions import register_organisation, represent
from toantrinh.people.queries import as_representative

pytestmark = pytest.mark.django_db


def _sees(actor: Actor, dossier: Dossier) -> bool:
    """Whether somebody sees a dossier; its two spellings must agree."""
    listed = Dossier.objects.filter(perms.visible(actor), pk=dossier.pk).exists()
    assert perms.sees(actor, dossier) is listed
    return listed


def _begun(mandate: Mandate, actor: Actor) -> Dossier:
    assert mandate.grantor is not None
    return actions.start(
        version_in_force(find_procedure(who.BIRTH)),
        actor=actor,
        applicant=mandate.grantor,
        channel=Channel.ONLINE,
        mandate=mandate,
    )


def _handed_in(mandate: Mandate, actor: Actor) -> Dossier:
    dossier = _begun(mandate, actor)
    actions.save_draft(dossier, actor=actor, answers=p.whole_answers(p.players()))
    attaching.attach(
        dossier, actor=actor, key="giay_chung_sinh", file=p.paper_file(), label="a.pdf"
    )
    return actions.submit(dossier, actor=actor)


def test_a_holder_does_all_of_it_and_every_event_says_so() -> None:
    mandate, holder = who.granted(), who.acting(who.GRANDMOTHER)
    dossier = _handed_in(mandate, holder)
    assert (dossier.applicant, dossier.mandate) == (mandate.grantor, mandate)
    write_message(dossier, actor=holder, text="Cần thêm gì xin báo.")
    actions.withdraw(dossier, actor=holder)
    events = list(history(dossier))
    assert [event.action for event in events] == ["start", "submit", "write_message", "withdraw"]
    assert {event.actor for event in events} == {str(holder)}
    assert {event.payload["mandate"] for event in events} == {str(mandate.pk)}


def test_what_the_grantor_does_names_no_mandate() -> None:
    who.granted()
    dossier = p.submitted(p.players())
    assert not any("mandate" in event.payload for event in history(dossier))


def test_a_dossier_of_the_grantor_is_open_but_never_their_own_draft() -> None:
    who.granted()
    holder, players = who.acting(who.GRANDMOTHER), p.players()
    draft, handed_in = p.drafted(players), p.submitted(players)
    assert _sees(holder, handed_in)
    assert not _sees(holder, draft)
    for act in (
        lambda: actions.save_draft(draft, actor=holder, answers={}),
        lambda: actions.submit(draft, actor=holder),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_the_draft_of_one_holder_is_hidden_from_another() -> None:
    mandate = who.granted()
    who.person(who.FATHER)
    mandates.grant(actor=who.acting(who.MOTHER), holder=who.named(who.FATHER), terms=who.terms())
    draft = _begun(mandate, who.acting(who.GRANDMOTHER))
    assert _sees(who.acting(who.GRANDMOTHER), draft)
    assert _sees(who.acting(who.MOTHER), draft)
    assert not _sees(who.acting(who.FATHER), draft)


@pytest.mark.parametrize(
    "close",
    [
        lambda mandate: mandates.end(mandate, actor=who.acting(who.MOTHER)),
        lambda mandate: mandates.end(mandate, actor=who.acting(who.GRANDMOTHER)),
    ],
)
def test_once_it_is_ended_there_is_no_way_in(close: Callable[[Mandate], Mandate]) -> None:
    mandate, holder = who.granted(), who.acting(who.GRANDMOTHER)
    dossier, draft = _handed_in(mandate, holder), _begun(mandate, holder)
    close(mandate)
    for each in (dossier, draft):
        assert not _sees(holder, each)
        with pytest.raises(NotFound):
            own(each.pk, actor=holder)
    for act in (
        lambda: actions.withdraw(dossier, actor=holder),
        lambda: write_message(dossier, actor=holder, text="Còn đó không?"),
        lambda: actions.save_draft(draft, actor=holder, answers={}),
        lambda: actions.submit(draft, actor=holder),
        lambda: attaching.attach(draft, actor=holder, key="other", file=p.paper_file(), label="a"),
        lambda: attaching.detach(draft, actor=holder, number=1),
        lambda: _begun(mandate, holder),
    ):
        with pytest.raises(NotAllowed):
            act()
    assert _sees(who.acting(who.MOTHER), draft)


def test_it_opens_on_its_first_day_and_closes_after_its_last() -> None:
    who.granted(since=today() + timedelta(days=2), until=today() + timedelta(days=3))
    holder, dossier = who.acting(who.GRANDMOTHER), p.submitted(p.players())
    found = []
    for days in (0, 1, 2, 3, 4):
        with turned(now() + timedelta(days=days)):
            found.append(_sees(holder, dossier))
    assert found == [False, False, True, True, False]


def test_what_had_ended_before_it_began_stays_closed() -> None:
    holder, players = who.acting(who.GRANDMOTHER), p.players()
    with turned(now() - timedelta(days=5)):
        old = actions.withdraw(p.submitted(players), actor=players.mother)
    fresh = actions.withdraw(p.submitted(players), actor=players.mother)
    who.granted()
    assert (_sees(holder, old), _sees(holder, fresh)) == (False, True)


def test_another_procedure_stays_closed() -> None:
    mandate = who.granted(procedures=(who.OTHER,))
    holder, dossier = who.acting(who.GRANDMOTHER), p.submitted(p.players())
    assert not _sees(holder, dossier)
    with pytest.raises(NotAllowed):
        _begun(mandate, holder)


def test_a_mandate_opens_nothing_of_others_and_nothing_to_others() -> None:
    mandate = who.granted()
    father = who.acting(who.FATHER)
    with pytest.raises(NotAllowed):
        _begun(mandate, father)
    with pytest.raises(NotAllowed):
        actions.start(
            version_in_force(find_procedure(who.BIRTH)),
            actor=who.acting(who.GRANDMOTHER),
            applicant=who.person(who.FATHER),
            channel=Channel.ONLINE,
            mandate=mandate,
        )
    assert not _sees(father, p.submitted(p.players()))


def test_all_procedures_of_a_child_are_open_once_it_was_checked() -> None:
    waiting = who.declared()
    players = p.players()
    with pytest.raises(NotAllowed):
        actions.start(
            version_in_force(find_procedure(who.BIRTH)),
            actor=players.mother,
            applicant=who.person(who.SON),
            channel=Channel.ONLINE,
            mandate=waiting,
        )
    mandate = mandates.confirm(waiting, actor=players.reception)
    assert _handed_in(mandate, players.mother).applicant_id == mandate.grantor_id


def test_an_organisation_lets_somebody_act_for_it() -> None:
    players = p.players()
    firm = register_organisation(
        actor=players.mother, tax_code="0030002220", name="Công ty Gió Lành", synthetic=True
    )
    boss = as_representative(represent(players.cast.mother, firm, actor=players.mother))
    holder = who.acting(who.GRANDMOTHER)
    mandate = mandates.grant(
        actor=boss, holder=who.named(who.GRANDMOTHER), terms=who.terms(Kind.CLIENT)
    )
    assert mandate.organisation == firm
    dossier = _handed_in(mandate, holder)
    assert dossier.organisation == firm
    assert (_sees(boss, dossier), _sees(holder, dossier)) == (True, True)
    # What the same woman wishes for herself is another matter.
    assert not _sees(holder, p.submitted(players))
    mandates.end(mandate, actor=boss)
    assert not _sees(holder, dossier)


def test_who_acts_for_an_organisation_uses_no_mandate() -> None:
    who.granted()
    firm = register_organisation(
        actor=who.acting(who.MOTHER), tax_code="0030002220", name="Công ty A", synthetic=True
    )
    grandmother = who.person(who.GRANDMOTHER)
    colleague = as_representative(represent(grandmother, firm, actor=who.acting(who.MOTHER)))
    assert not _sees(colleague, p.submitted(p.players()))


def test_each_look_of_the_holder_is_kept_with_its_mandate() -> None:
    mandate, holder = who.granted(), who.acting(who.GRANDMOTHER)
    dossier = p.submitted(p.players())
    for actor in (holder, who.acting(who.MOTHER)):
        log_look_for_another(dossier, actor=actor, page="portal:dossier", fields=["standing"])
    (look,) = Access.objects.all()
    assert (look.basis, look.purpose) == ("mandate", f"mandate/{mandate.pk.hex}")
    assert (look.actor, look.persons) == (str(holder), [mandate.grantor_id])


def test_a_list_needs_no_query_more_for_who_holds_nothing() -> None:
    dossier = p.submitted(p.players())
    with CaptureQueriesContext(connection) as captured:
        assert own(dossier.pk, actor=who.acting(who.MOTHER))
    assert len([q for q in captured if "mandates_mandate" in q["sql"]]) <= 1

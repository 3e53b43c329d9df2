import pytest

from tests import players as p
from toantrinh.dossiers.answers import note_text
from toantrinh.dossiers.messages import LONGEST, write_message
from toantrinh.dossiers.models import Dossier
from toantrinh.dossiers.queries import history
from toantrinh.journal.verify import verify
from toantrinh.kernel.actors import Actor
from toantrinh.kernel.errors import Conflict, NotAllowed, Refusal
from toantrinh.kernel.ids import new_id

pytestmark = pytest.mark.django_db


@pytest.fixture
def who() -> p.Players:
    return p.players()


def test_a_message_is_sealed_and_changes_no_state(who: p.Players) -> None:
    dossier = p.processing(who)
    note = write_message(dossier, actor=who.specialist, text="Xin gọi lại.\n\tCảm ơn.")
    after = Dossier.objects.get(pk=dossier.pk)
    assert note_text(note) == "Xin gọi lại.\nCảm ơn."
    assert (after.state, after.status_code, after.holder) == ("processing", 4, "officer")
    event = history(dossier).last()
    assert event is not None and event.action == "write_message"
    assert event.payload["note"] == note.number
    assert (after.head_seq, bytes(after.head_hash)) == (event.seq, bytes(event.hash))
    assert [found for found in verify().problems if found.stream == dossier.stream()] == []


def test_the_applicant_answers(who: p.Players) -> None:
    dossier = p.submitted(who)
    note = write_message(dossier, actor=who.mother, text="Tôi đã gọi.")
    assert (note.by, note.internal) == (f"person/{who.mother.id}", False)


def test_only_officers_write_among_themselves(who: p.Players) -> None:
    dossier = p.submitted(who)
    assert write_message(dossier, actor=who.reception, text="Xem lại.", internal=True).internal
    with pytest.raises(NotAllowed, match="nội bộ"):
        write_message(dossier, actor=who.mother, text="Xem lại.", internal=True)


def test_who_does_not_see_a_dossier_does_not_write(who: p.Players) -> None:
    dossier = p.submitted(who)
    with pytest.raises(NotAllowed):
        write_message(dossier, actor=Actor("person", id=new_id()), text="Chào.")


def test_a_draft_has_no_reader(who: p.Players) -> None:
    with pytest.raises(Conflict):
        write_message(p.drafted(who), actor=who.mother, text="Chào.")


@pytest.mark.parametrize("text", [" \n ", "x" * (LONGEST + 1)])
def test_words_of_a_fit_length(who: p.Players, text: str) -> None:
    with pytest.raises(Refusal) as refused:
        write_message(p.submitted(who), actor=who.mother, text=text)
    assert refused.value.field == "text"

"""A dossier goes from where it was received to who decides, and on to who is competent indeed.

Place of receipt, place of support and competent agency are three facts: only the last one changes
here. Code and promise stay as they are.
"""

from collections.abc import Sequence
from datetime import datetime

from toantrinh.dossiers.across_models import Passage, Passing
from toantrinh.dossiers.acting import Act, acting
from toantrinh.dossiers.because import said
from toantrinh.dossiers.elsewhere import count_from, transfer_by
from toantrinh.dossiers.models import Dossier
from toantrinh.dossiers.passages import last_of, to_forward, to_give_back, to_take
from toantrinh.dossiers.perms import seat_of
from toantrinh.dossiers.watch_models import Watched
from toantrinh.dossiers.watching import settle, watch_passage
from toantrinh.dossiers.word_models import NoteKind
from toantrinh.government.models import Agency
from toantrinh.government.queries import agency_by_id
from toantrinh.host import rows
from toantrinh.kernel.actors import Actor
from toantrinh.kernel.errors import Conflict, Refusal
from toantrinh.kernel.time import local, now


def forward(dossier: Dossier, *, actor: Actor, papers: Sequence[str] = ()) -> Dossier:
    """Send it from the desk to who decides; `papers` are keys of those that go on paper."""
    with acting("forward", dossier, actor=actor) as act:
        locked = act.dossier
        if locked.agency is None or not to_forward(locked):
            raise Conflict("Hồ sơ này đã được chuyển rồi.")
        known = set(locked.papers.values_list("key", flat=True))
        if unknown := sorted(set(papers) - known):
            raise Refusal("Hồ sơ không có giấy tờ này: %(key)s.", field="papers", key=unknown[0])
        _pass(act, Passing.FORWARD, locked.agency, papers=papers, due_at=transfer_by(locked))
        count_from(act, now(), "forwarded")
    return act.dossier


def take_over(dossier: Dossier, *, actor: Actor) -> Dossier:
    """Confirm that what was handed over has arrived."""
    with acting("take_over", dossier, actor=actor) as act:
        passage = to_take(act.dossier)
        if passage is None:
            raise Conflict("Hồ sơ này không có lần bàn giao nào đang chờ xác nhận.")
        passage.taken_by_id, _agency = seat_of(actor)
        passage.taken_at = now()
        passage.save(update_fields=["taken_by", "taken_at"])
        settle(act.dossier, Watched.TAKE_OVER)
        act.payload["passage"] = passage.number
        if passage.kind == Passing.FORWARD:
            count_from(act, passage.taken_at, "taken")
    return act.dossier


def hand_on(
    dossier: Dossier, *, actor: Actor, to: Agency, reason: str, because: str = ""
) -> Dossier:
    """Let another agency decide, since this one is not competent."""
    with acting("hand_on", dossier, actor=actor) as act:
        locked = act.dossier
        if to.pk == locked.agency_id:
            raise Refusal("Đây là cơ quan đang giải quyết hồ sơ.", field="kind")
        if not to.holds_on(local(now()).date()):
            raise Refusal("Cơ quan này không còn hoạt động.", field="kind")
        note = act.note(NoteKind.HAND_ON, said(act, because, reason))
        _pass(act, Passing.HAND_ON, to, note=note.number)
        settle_at(act, to)
    return act.dossier


def give_back(dossier: Dossier, *, actor: Actor, reason: str, because: str = "") -> Dossier:
    """Send it back to who handed it over, with the reason."""
    with acting("give_back", dossier, actor=actor) as act:
        passage = to_give_back(act.dossier)
        if passage is None:
            raise Conflict("Chỉ trả lại được hồ sơ vừa được chuyển đến và chưa xác nhận đã nhận.")
        note = act.note(NoteKind.HAND_ON, said(act, because, reason), internal=True)
        giver = agency_by_id(passage.giver_id)
        _pass(act, Passing.GIVE_BACK, giver, note=note.number)
        if passage.kind == Passing.HAND_ON and giver.pk != act.dossier.desk_id:
            settle_at(act, giver)
    return act.dossier


def _pass(
    act: Act,
    kind: Passing,
    receiver: Agency,
    *,
    papers: Sequence[str] = (),
    note: int | None = None,
    due_at: datetime | None = None,
) -> None:
    officer, giver = seat_of(act.actor)
    before = last_of(act.dossier)
    passage = Passage(
        dossier=act.dossier,
        number=before.number + 1 if before else 1,
        kind=kind,
        giver_id=giver,
        receiver=receiver,
        papers=sorted(set(papers)),
        note=note,
        by_id=officer,
        at=now(),
        due_at=due_at,
    )
    rows.insert(passage)
    watch_passage(passage, act.dossier)
    act.payload |= {"passage": passage.number, "to": str(receiver.pk)}
    act.payload |= {"papers": passage.papers} if papers else {}


def settle_at(act: Act, agency: Agency) -> None:
    """From now on this agency decides; whoever had it in hand has it no more."""
    dossier = act.dossier
    act.payload |= {"agency_from": str(dossier.agency_id), "agency": str(agency.pk)}
    dossier.agency, dossier.agency_path = agency, agency.path
    dossier.province = agency.unit.province_code if agency.unit else dossier.province
    dossier.officer = None

"""All that changes a dossier. Each act is one row of the lifecycle table and one event."""

from collections.abc import Mapping
from uuid import UUID

from django.db import transaction

from toantrinh.catalogue.forms import missing_papers, read_all
from toantrinh.catalogue.general_form import with_form
from toantrinh.catalogue.models import Version
from toantrinh.dossiers import perms
from toantrinh.dossiers.acting import Act, acting
from toantrinh.dossiers.agreeing import lacking
from toantrinh.dossiers.allowance import check_supplement
from toantrinh.dossiers.answers import add_revision, draft_answers, keep_draft, plain
from toantrinh.dossiers.attaching import REQUEST
from toantrinh.dossiers.because import said
from toantrinh.dossiers.codes import next_code
from toantrinh.dossiers.competent import competent
from toantrinh.dossiers.deciding import decide
from toantrinh.dossiers.elsewhere import counted_from
from toantrinh.dossiers.joint import shares_of
from toantrinh.dossiers.lifecycle import Demand, Role
from toantrinh.dossiers.models import Channel, Dossier, Draft, Paper
from toantrinh.dossiers.on_paper import FORM, check_typed, last_revision, on_paper
from toantrinh.dossiers.promising import promise_again
from toantrinh.dossiers.receiving import desk_for, place_of
from toantrinh.dossiers.renewing import check_in_force
from toantrinh.dossiers.standing_in import check_begins
from toantrinh.dossiers.states import State
from toantrinh.dossiers.supporting import name_support
from toantrinh.dossiers.timing import reckon, starts_at
from toantrinh.dossiers.waiting import answer_by, begin_wait, end_wait
from toantrinh.dossiers.word_models import NoteKind
from toantrinh.government.models import Agency
from toantrinh.government.queries import dossier_prefix
from toantrinh.host import rows
from toantrinh.host.ready import Ready
from toantrinh.journal.actions import append_event
from toantrinh.kernel.actors import SYSTEM, Actor
from toantrinh.kernel.errors import Conflict, Invalid, NotAllowed, Problem
from toantrinh.kernel.ids import new_id
from toantrinh.kernel.time import local, now, today
from toantrinh.mandates.models import Mandate
from toantrinh.people.models import Officer, Person
from toantrinh.people.queries import roles_at
from toantrinh.people.sealing import new_key


@transaction.atomic
def start(
    version: Version,
    *,
    actor: Actor,
    applicant: Person,
    channel: Channel,
    key: UUID | None = None,
    mandate: Mandate | None = None,
) -> Dossier:
    """Begin a draft, which only its applicant sees; `key` is the id it shall have, if any.

    It is the organisation's for which the actor acts, if any. Under a mandate it is the wish of
    its grantor, who is the applicant, and the holder sees the draft too.
    """
    if mandate is not None:
        check_begins(actor, mandate, version.procedure.code)
    wishes = mandate.grantor_id if mandate else actor.id
    if actor.kind == "person" and wishes != applicant.id:
        raise NotAllowed("Bạn chỉ lập được hồ sơ cho chính mình, hoặc theo ủy quyền.")
    dossier = begin(
        version, actor=actor, applicant=applicant.pk, channel=channel, key=key, mandate=mandate
    )
    rows.insert(dossier)
    draft = Draft(dossier=dossier)
    keep_draft(draft, {})
    rows.insert(draft)
    return dossier


def begin(
    version: Version,
    *,
    actor: Actor,
    applicant: UUID,
    channel: Channel,
    key: UUID | None,
    mandate: Mandate | None = None,
) -> Dossier:
    """A new dossier with its data key and its first event; it is not saved itself yet."""
    data_key = new_key()
    rows.insert(data_key)
    dossier = Dossier(
        id=key or new_id(),
        version=version,
        applicant_id=applicant,
        organisation_id=(mandate or actor).organisation_id,
        mandate=mandate,
        channel=channel,
        state=State.DRAFT.value,
        status_code=State.DRAFT.code,
        holder=State.DRAFT.holder.value,
        created_at=now(),
        key=data_key,
    )
    # Nothing belongs to it yet that would have to be asked for.
    dossier.waits = dossier.extended = ()
    append_event(
        dossier,
        "start",
        actor=actor,
        payload={
            "procedure": version.procedure.code,
            "version": str(version.id),
            "channel": str(channel),
            "status_code": 0,
            "state": State.DRAFT.value,
            **({"mandate": str(mandate.id)} if mandate else {}),
        },
    )
    return dossier


@transaction.atomic
def save_draft(
    dossier: Dossier, *, actor: Actor, answers: Mapping[str, object], saved: int | None = None
) -> Draft:
    """Keep what was typed so far. `saved` is the count the writer saw, against a second tab."""
    draft = held_draft(dossier, actor)
    if saved is not None and saved != draft.saved:
        raise Conflict(
            "Bản nháp này vừa được sửa ở một cửa sổ khác.",
            remedy="Hãy tải lại trang để xem bản mới nhất; nội dung bạn vừa gõ vẫn ở dưới đây.",
        )
    keep_draft(draft, {**draft_answers(draft), **answers})
    draft.saved += 1
    draft.save()
    return draft


def submit(dossier: Dossier, *, actor: Actor) -> Dossier:
    """Hand the draft in: check it whole, find who is competent, give it its code."""
    with acting("submit", dossier, actor=actor) as act:
        locked = act.dossier
        check_in_force(locked)
        draft = locked.draft
        address(act, _hand_in(act, draft_answers(draft)), desk=draft.desk)
        name_support(act, draft.support)
        locked.submitted_at = now()
        draft.delete()
    return locked


def supplement(
    dossier: Dossier, *, actor: Actor, answers: Mapping[str, object], message: str = ""
) -> Dossier:
    """Hand in what was missing; the clock goes on, or starts where reception had asked."""
    with acting("supplement", dossier, actor=actor) as act:
        _hand_in(act, answers)
        act.tell_counter()
        # What was kept of it while a second signer was asked.
        Draft.objects.filter(pk=act.dossier.pk).delete()
        if message.strip():
            act.note(NoteKind.MESSAGE, message)
        end_wait(act.dossier)
        promise_again(act)
        act.go_back_to_who_has_it()
    return act.dossier


def accept(dossier: Dossier, *, actor: Actor) -> Dossier:
    """Receive a complete dossier and promise a day (Mẫu 01)."""
    with acting("accept", dossier, actor=actor) as act:
        locked = act.dossier
        locked.received_at = starts_at(locked)
        locked.counted_from = counted_from(locked)
        reckoned = reckon(locked)
        if reckoned:
            locked.original_due_at, locked.due_at = reckoned.original_at, reckoned.at
        act.payload |= {
            "received_at": locked.received_at.isoformat(),
            "due_at": locked.due_at.isoformat() if locked.due_at else None,
        }
    return locked


def refuse(dossier: Dossier, *, actor: Actor, reason: str, because: str = "") -> Dossier:
    """Turn a dossier away at reception, with the reason (Mẫu 03): listed, in words, or both."""
    with acting("refuse", dossier, actor=actor) as act:
        act.note(NoteKind.REFUSAL, said(act, because, reason))
    return act.dossier


def ask_supplement(
    dossier: Dossier, *, actor: Actor, missing: list[str], reason: str, because: str = ""
) -> Dossier:
    """Ask once for all that is missing (Mẫu 02); meanwhile the clock stands, see `begin_wait`."""
    with acting("ask_supplement", dossier, actor=actor) as act:
        check_supplement(act.dossier)
        content = with_form(act.dossier.version.read)
        known = {paper.key for paper in content.papers} | {f.key for f in content.fields()}
        unknown = sorted(set(missing) - known - {"other"})
        if not missing or unknown:
            raise Invalid(
                "Hãy chỉ rõ giấy tờ hoặc mục cần bổ sung.",
                [
                    Problem("missing", "Không có mục này: %(key)s.", params={"key": k})
                    for k in unknown
                ],
            )
        act.payload["missing"] = sorted(set(missing))
        words = said(act, because, reason)
        act.note(NoteKind.MISSING, words, missing=sorted(set(missing)))
        begin_wait(act.dossier)
        by = answer_by(act.dossier)
        act.payload |= {"answer_by": by.isoformat()} if by else {}
    return act.dossier


def assign(dossier: Dossier, *, actor: Actor, officer: Officer) -> Dossier:
    """Give the dossier to a specialist of the competent agency, oneself included."""
    with acting("assign", dossier, actor=actor) as act:
        if "specialist" not in roles_at(officer, act.dossier.agency):
            raise Conflict("Người này không thụ lý hồ sơ ở cơ quan giải quyết.")
        act.dossier.officer = officer
        act.payload["officer"] = str(officer.id)
    return act.dossier


def propose(dossier: Dossier, *, actor: Actor, message: str = "") -> Dossier:
    """Put the result before who signs."""
    with acting("propose", dossier, actor=actor) as act:
        check_typed(act.dossier)
        act.dossier.proposed_by_id = actor.id
        act.dossier.approved_by, act.dossier.denial = None, False
        if message.strip():
            act.note(NoteKind.MESSAGE, message, internal=True)
    return act.dossier


def propose_denial(dossier: Dossier, *, actor: Actor, reason: str, because: str = "") -> Dossier:
    """Put before who signs that what was asked is not granted; decided, that is its result."""
    with acting("propose_denial", dossier, actor=actor) as act:
        act.dossier.proposed_by_id = actor.id
        act.dossier.approved_by, act.dossier.denial = None, True
        act.note(NoteKind.DENIAL, said(act, because, reason), internal=True)
    return act.dossier


def send_back(dossier: Dossier, *, actor: Actor, reason: str, because: str = "") -> Dossier:
    """Give a proposal back to its specialist."""
    with acting("send_back", dossier, actor=actor) as act:
        act.note(NoteKind.SENT_BACK, said(act, because, reason), internal=True)
    return act.dossier


def approve(dossier: Dossier, *, actor: Actor) -> Dossier:
    """Decide. Whoever proposed can't, which the database holds too."""
    with acting("approve", dossier, actor=actor) as act:
        decide(act)
        act.dossier.approved_by_id = actor.id
        act.dossier.decided_at = now()
    return act.dossier


def return_result(dossier: Dossier, *, actor: Actor) -> Dossier:
    """Hand over the result; the dossier has ended."""
    with acting("return_result", dossier, actor=actor) as act:
        if act.dossier.result_id is None:
            raise Conflict("Kết quả đang được ký. Hãy thử lại sau ít phút.")
        act.payload["delivery"] = act.dossier.channel
    return act.dossier


def withdraw(dossier: Dossier, *, actor: Actor, reason: str = "") -> Dossier:
    """Stop on the applicant's request, as long as nothing was decided (NĐ 118/2025 Đ21).

    With a submission that drives others, whatever of its parts nobody decided yet stops too.
    """
    with acting("withdraw", dossier, actor=actor) as act:
        if reason.strip() or Demand.REASON in act.move.demands:
            act.note(NoteKind.WITHDRAWAL, reason)
        act.tell_counter()
        kept = act.dossier.papers.filter(key=REQUEST, revision=0)
        kept.update(revision=last_revision(act.dossier))
        end_wait(act.dossier)
        # Parts may lie at other desks than the one that writes the wish down.
        by = actor if act.move.role is Role.APPLICANT else SYSTEM
        shares = shares_of(act.dossier) if act.dossier.version.read.joined else {}
        for share in shares.values():
            if "withdraw" in {move.action for move in perms.moves_for(by, share)}:
                withdraw(share, actor=by, reason=reason)
    return act.dossier


_PAPERS = Ready(
    lambda dossier: Paper.objects.filter(dossier=dossier).values_list("key", "revision"),
    dossier=UUID,
)


def held_draft(dossier: Dossier, actor: Actor) -> Draft:
    """The draft, locked, for its applicant and who acts for them. Raises Conflict once it is in."""
    drafts = Draft.objects.select_for_update(of=("self",)).select_related("dossier__key")
    found = drafts.filter(pk=dossier.pk).first()
    if found is None:
        raise Conflict("Hồ sơ này đã nộp, không còn là bản nháp.")
    perms.check_applicant(actor, found.dossier)
    return found


def _hand_in(act: Act, answers: Mapping[str, object]) -> dict[str, object]:
    """Hand in answers with the papers that are there; the answers as they count."""
    dossier = act.dossier
    papers = _PAPERS.rows(dossier=dossier.pk)
    counting = hand_in(act, answers, {key for key, _revision in papers})
    if any(revision == 0 for _key, revision in papers):
        dossier.papers.filter(revision=0).exclude(key=REQUEST).update(
            revision=act.payload["revision"]
        )
    return counting


def hand_in(act: Act, answers: Mapping[str, object], given: set[str]) -> dict[str, object]:
    """Check answers and papers whole, keep them as a revision; the answers as they count."""
    dossier = act.dossier
    content = with_form(dossier.version.read)
    reading = read_all(content, answers)
    # Whoever sends one paper more need not answer what their form on paper tells.
    later = on_paper(content, reading.problems, answers) if FORM in given else []
    problems = [
        *(problem for problem in reading.problems if problem not in later),
        *missing_papers(content, reading.answers, given),
        *lacking(dossier, content, reading.answers, given),
    ]
    if problems:
        raise Invalid("Hồ sơ chưa đủ. Hãy xem các mục được đánh dấu.", problems)
    handed_in = add_revision(dossier, reading.answers)
    act.payload["revision"] = handed_in.number
    act.payload["answers_hash"] = bytes(handed_in.answers_hash).hex()
    act.payload["fields"] = sorted(plain(reading.answers))
    return reading.answers


def address(act: Act, answers: Mapping[str, object], *, desk: Agency | None = None) -> None:
    """Find who decides and who receives, and give the dossier its code.

    `desk` is the one that was chosen to receive it, if any. Raises Invalid if it may not.
    """
    content = with_form(act.dossier.version.read)
    place = place_of(content, answers)
    agency, _why = competent(content, place, today(), answers)
    address_to(act, agency, place, desk)


def address_to(act: Act, agency: Agency, place: str, desk: Agency | None = None) -> None:
    """Let this agency decide, its desk or a chosen one receive; the dossier gets its code."""
    dossier = act.dossier
    dossier.place = place
    dossier.agency, dossier.agency_path = agency, agency.path
    dossier.province = agency.unit.province_code if agency.unit else ""
    dossier.desk = desk_for(agency, place, desk)
    dossier.code = next_code(dossier_prefix(agency), local(now()).date())
    act.payload |= {
        "code": dossier.code,
        "procedure": dossier.version.read.code,
        "version": str(dossier.version_id),
        "channel": dossier.channel,
        "agency": str(agency.id),
        "agency_code": agency.code,
        "desk": str(dossier.desk.id),
        "province": dossier.province,
    }

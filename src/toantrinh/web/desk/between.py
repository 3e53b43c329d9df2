"""What went between agencies about a dossier, and the list of what one's own agency is asked."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from toantrinh.dossiers.across_models import Consultation, Outcome, Passing
from toantrinh.dossiers.answers import note_text
from toantrinh.dossiers.consulting import asked_of, consultations
from toantrinh.dossiers.lifecycle import Role
from toantrinh.dossiers.looking import log_list
from toantrinh.dossiers.models import Dossier
from toantrinh.dossiers.passages import passages
from toantrinh.kernel.errors import NotAllowed, Refusal
from toantrinh.kernel.time import now
from toantrinh.web.desk.frame import frame
from toantrinh.web.desk.rows import Chip, address
from toantrinh.web.gate.access import Visit, actor_of, officers

# As many as a page shows; what is due first is on top.
_MOST = 100


@dataclass(frozen=True)
class Asked:
    """One question to another agency: who, what, until when, and what became of it."""

    agency: str
    question: str
    answer: str
    by: str
    asked_at: datetime
    due_at: datetime
    answered_at: datetime | None
    chip: Chip


@dataclass(frozen=True)
class Passed:
    """One way from an agency to another, with the names of the papers that went along."""

    title: str
    giver: str
    receiver: str
    papers: list[str]
    at: datetime
    late: bool
    taken_by: str
    taken_at: datetime | None


def asked_about(dossier: Dossier, only: UUID | None = None) -> list[Asked]:
    """What others were asked, in order; or `only` what one of them was, by its agency."""
    asked = consultations(dossier)
    return [_asked(one, dossier) for one in asked if only is None or one.agency_id == only]


def ways_of(dossier: Dossier, labels: dict[str, str]) -> list[Passed]:
    """Each way that the dossier went between agencies."""
    titles = {
        Passing.FORWARD: _("Chuyển cơ quan giải quyết"),
        Passing.HAND_ON: _("Chuyển đúng thẩm quyền"),
        Passing.GIVE_BACK: _("Trả lại nơi chuyển"),
    }
    return [
        Passed(
            title=titles[Passing(one.kind)],
            giver=one.giver.name,
            receiver=one.receiver.name,
            papers=[labels.get(key, _("Giấy tờ khác")) for key in one.papers],
            at=one.at,
            late=one.due_at is not None and one.at > one.due_at,
            taken_by=one.taken_by.full_name if one.taken_by else "",
            taken_at=one.taken_at,
        )
        for one in passages(dossier)
    ]


@officers()
@require_safe
def asked(visit: Visit) -> HttpResponse:
    """What the agency of the post is asked, what is due first on top."""
    actor = actor_of(visit)
    if not actor.roles & {Role.SPECIALIST, Role.LEADER}:
        raise NotAllowed("Trang này dành cho người thụ lý và lãnh đạo.")
    found = list(asked_of(actor)[:_MOST])
    log_list(
        [one.dossier for one in found],
        actor=actor,
        page="desk/asked",
        fields=["applicant", "standing"],
    )
    rows = [
        {
            "url": address(one.dossier.code or "", None),
            "dossier": one.dossier,
            "due_at": one.due_at,
            "chip": _chip(one),
        }
        for one in found
    ]
    return render(visit, "desk/asked.html", {**frame(visit), "rows": rows})


def _asked(one: Consultation, dossier: Dossier) -> Asked:
    return Asked(
        agency=one.agency.name,
        question=_words(dossier, one.question),
        answer=_words(dossier, one.answer),
        by=one.answered_by.full_name if one.answered_by else "",
        asked_at=one.asked_at,
        due_at=one.due_at,
        answered_at=one.answered_at,
        chip=_chip(one),
    )


def _words(dossier: Dossier, number: int | None) -> str:
    if number is None:
        return ""
    note = dossier.notes.get(number=number)
    note.dossier = dossier
    try:
        return note_text(note)
    except Refusal as erased:
        return erased.text()


def _chip(one: Consultation) -> Chip:
    if one.outcome == Outcome.WITHDRAWN:
        return Chip(_("thôi hỏi"), "still")
    late = (one.answered_at or now()) > one.due_at
    if not one.outcome:
        return Chip(_("quá hạn trả lời"), "late") if late else Chip(_("chờ trả lời"), "work")
    if one.outcome == Outcome.RETURNED:
        return Chip(_("trả lại câu hỏi"), "near")
    return Chip(_("trả lời muộn"), "late") if late else Chip(_("đã trả lời"), "done")

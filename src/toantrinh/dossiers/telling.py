"""What an act means for the applicant, in words: who did it, when, and what comes next."""

from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from toantrinh.documents.models import Document
from toantrinh.dossiers.acting import AT_COUNTER
from toantrinh.dossiers.answers import note_text
from toantrinh.dossiers.appealing import APPEALED, way_to_appeal
from toantrinh.dossiers.because import why_glass
from toantrinh.dossiers.changing_hands import CHANGE
from toantrinh.dossiers.collecting import REMIND
from toantrinh.dossiers.joint import told_with
from toantrinh.dossiers.looking import BREAK_GLASS
from toantrinh.dossiers.models import Dossier
from toantrinh.dossiers.paying import CURRENCY
from toantrinh.dossiers.rolling import ROLL
from toantrinh.dossiers.tainting import TAINT
from toantrinh.government.queries import agency_by_id
from toantrinh.government.wording import Filled, own_lines
from toantrinh.journal.models import Event
from toantrinh.kernel.money import dong
from toantrinh.kernel.time import local, today
from toantrinh.mandates.models import Standing
from toantrinh.notices.reaching import Message, reach
from toantrinh.people.models import Officer, Person

# What the applicant is told of; the rest goes on inside the house.
TOLD = frozenset(
    {
        *("submit", "accept", "refuse", "ask_supplement", "supplement", "assign"),
        *("approve", "return_result", "withdraw", "write_message", BREAK_GLASS, ROLL, "hold_part"),
        *("extend", "stop", "close", "ask_payment", "record_payment", "reopen"),
        *("approve_correction", REMIND, TAINT, CHANGE, "hand_on", "give_back"),
    }
)

# Letters that are told of by number; receipt and result have their own words.
_ON_PAPER = frozenset({"refuse", "ask_supplement", "extend", "stop", "close", "withdraw"})


def tell_applicant(dossier: Dossier, event: Event, paper: Document | None = None) -> None:
    """Tell the applicant of one event, and who acts for them here, by the ways that they chose.

    `paper` is what was signed for it. Nothing to whom gave no address. Safe to repeat.
    NĐ 224/2026/NĐ-CP Đ15 k1 điểm g.
    """
    if event.action not in TOLD or (event.action == "submit" and AT_COUNTER in event.payload):
        # Who stands at the counter is told once, that it was received.
        return
    if event.action == "give_back" and "agency" not in event.payload:
        # Between the desk and who decides; nobody else decides than was said.
        return
    mandate = dossier.mandate
    about = About(dossier, event, paper)
    _send(about, "applicant", dossier.applicant)
    if mandate is not None and mandate.standing(today()) is Standing.IN_FORCE:
        _send(about, "holder", mandate.holder)


@dataclass(frozen=True)
class About:
    """What a notice tells of."""

    dossier: Dossier
    event: Event
    paper: Document | None


def _send(about: About, side: str, person: Person) -> None:
    dossier, event = about.dossier, about.event
    with translation.override("vi"):
        context = {
            "to": person,
            "for_another": side == "holder",
            "dossier": dossier,
            "event": event,
            "at": f"{local(event.at):%H:%M ngày %d/%m/%Y}",
            "by": _by(event),
            "due": f"{local(dossier.due_at):%H:%M ngày %d/%m/%Y}" if dossier.due_at else "",
            "note": _note(dossier, event),
            "paper": about.paper if event.action in _ON_PAPER else None,
            "appeal": way_to_appeal(dossier) if event.payload.get("letter") in APPEALED else None,
            "answer_by": _day(event.payload.get("answer_by")),
            "amount": _amount(event.payload.get("amount")),
            "look": _look(event) if event.action == BREAK_GLASS else {},
            "closing": _closing(dossier),
            "parts": told_with(dossier, event),
            "title": dossier.version.read.title,
            "address": f"{settings.PUBLIC_ADDRESS}/ho-so/{dossier.id}/",
            "demo": person.synthetic,
        }
        subject = render_to_string("dossiers/notice_subject.txt", context)
        body = render_to_string("dossiers/notice.txt", context)
        context["subject"] = subject.strip()
        short = render_to_string("dossiers/notice_short.txt", context)
    message = Message(subject, body, " ".join(short.split()))
    reach(f"{event.stream}/{event.seq}/{side}", to=person, message=message)


def _amount(spelled: str | None) -> str:
    return dong(int(spelled.removesuffix(CURRENCY))) if spelled else ""


def _day(iso: str | None) -> str:
    return f"{date.fromisoformat(iso):%d/%m/%Y}" if iso else ""


def _by(event: Event) -> str:
    kind, _, key = event.actor.partition("/")
    if kind != "officer":
        return ""
    return Officer.objects.values_list("full_name", flat=True).get(pk=key)


def _look(event: Event) -> dict[str, str]:
    """Who looked through the glass: for which agency, why, until when."""
    agency = agency_by_id(event.agency) if event.agency else None
    return {
        "agency": agency.name if agency else "",
        "reason": why_glass(event.payload["reason"], event.at, agency),
        "until": f"{local(datetime.fromisoformat(event.payload['until'])):%H:%M ngày %d/%m/%Y}",
    }


def _closing(dossier: Dossier) -> list[str]:
    """The lines that the agency itself ends its notices with."""
    if dossier.agency is None:
        return []
    filled = Filled(dossier.agency.name, today(), dossier.code or "")
    return own_lines("notice", dossier.agency, filled).get("own_closing", [])


def _note(dossier: Dossier, event: Event) -> str:
    number = event.payload.get("note")
    note = dossier.notes.filter(number=number, internal=False).first() if number else None
    return note_text(note) if note else ""

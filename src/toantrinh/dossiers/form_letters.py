"""Mẫu 02 to 05 of TT 03/2025/TT-VPCP: what an officer's act tells the applicant, on paper, signed.

What stands there was settled by the act's event; the worker sets it afterwards, once.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import cast

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from toantrinh.catalogue.general_form import with_form
from toantrinh.documents.models import Document
from toantrinh.dossiers.acting import lock
from toantrinh.dossiers.answers import note_text
from toantrinh.dossiers.appealing import appeal_to
from toantrinh.dossiers.codes import next_of_day
from toantrinh.dossiers.delegating import block, decided_as
from toantrinh.dossiers.issuing import Composed, issue, tell
from toantrinh.dossiers.lifecycle import Letter
from toantrinh.dossiers.models import Dossier
from toantrinh.dossiers.promise import asks
from toantrinh.dossiers.states import State
from toantrinh.dossiers.word_models import Note, NoteKind
from toantrinh.government.models import Agency
from toantrinh.government.queries import agency_by_id, rule
from toantrinh.journal.models import Event
from toantrinh.kernel.actors import SYSTEM, Actor
from toantrinh.kernel.errors import Conflict
from toantrinh.kernel.money import dong
from toantrinh.kernel.time import local, now, today
from toantrinh.people.models import Officer
from toantrinh.people.queries import postings

ISSUE = "issue_letter"


@transaction.atomic
def issue_form(dossier: Dossier, event: Event, *, actor: Actor = SYSTEM) -> Document | None:
    """Set and sign the form that an event calls for; a second call gives the first one's.

    None when the answers were erased meanwhile.
    """
    locked = lock(dossier)
    letter = Letter(event.payload["letter"])
    if (known := issued(locked, event, letter)) is not None:
        return known
    if locked.erased:
        return None
    agency = issuer(locked, event)
    with translation.override("vi"):
        data = _FIELDS[letter](locked, event)
    composed = Composed(
        letter.value,
        _TITLES[letter],
        {**asks(locked), **signed_by(event, agency), **data, **_appeal(agency)},
        number_of(letter, agency),
    )
    made = issue(locked, composed, agency, key=locked.key)
    tell(locked, ISSUE, made, actor, of=event.seq, form=letter.value)
    return made


def denial(dossier: Dossier, agency: Agency) -> Composed:
    """The result of a dossier that was decided not to be granted."""
    note = dossier.notes.filter(kind=NoteKind.DENIAL).order_by("-number").first()
    signer = dossier.approved_by
    return Composed(
        Letter.REFUSAL.value,
        _DENIAL,
        {
            **asks(dossier),
            "reason": note_text(note) if note else "",
            "decided": True,
            "signer": signer.full_name if signer else "",
            "signer_title": _title(signer, agency),
            **decided_as(dossier, agency),
            **_appeal(agency),
        },
        number_of(Letter.REFUSAL, agency),
    )


def issued(dossier: Dossier, event: Event, letter: str) -> Document | None:
    """What was signed already under this name for an event."""
    told = Event.objects.filter(stream=dossier.stream(), action=ISSUE, seq__gt=event.seq)
    of = {"of": event.seq, "form": letter}
    named = next((one.payload["document"] for one in told if of.items() <= one.payload.items()), "")
    return Document.objects.get(pk=named) if named else None


def issuer(dossier: Dossier, event: Event) -> Agency:
    """For whom the officer acted; else the desk until it was received, then who decides."""
    if event.agency is not None:
        return agency_by_id(event.agency)
    agency = dossier.agency if dossier.received_at else dossier.desk
    if agency is None:
        raise Conflict("Hồ sơ chưa có cơ quan giải quyết.")
    return agency


def number_of(letter: str, agency: Agency) -> str:
    """The next number of an agency's letters of a kind today."""
    notation = str(rule(f"letter.notation.{letter}", today(), agency))
    return next_of_day(agency.code, notation, local(now()).date())


def _appeal(agency: Agency) -> dict[str, object]:
    found = appeal_to(agency)
    return {"appeal_to": found.agency, "appeal_days": found.days, "suit_months": found.months}


def signed_by(event: Event, agency: Agency) -> dict[str, object]:
    """Whose name and title stand below: the officer's who acted, else the agency's."""
    kind, _sep, key = event.actor.partition("/")
    officer = Officer.objects.get(pk=key) if kind == "officer" else None
    return {
        "signer": officer.full_name if officer else "",
        "signer_title": _title(officer, agency),
        **block(event.payload.get("delegation"), officer, agency),
    }


def _title(officer: Officer | None, agency: Agency) -> str:
    """What the officer is there; the agency itself where no officer acted."""
    held = postings(officer).filter(post__agency=agency).first() if officer else None
    return held.post.title if held else agency.name


def _reason(dossier: Dossier, event: Event) -> str:
    number = event.payload.get("note")
    note = Note.objects.filter(dossier=dossier, number=number).first() if number else None
    if note is None:
        return _("Người nộp yêu cầu dừng giải quyết.")
    note.dossier = dossier
    return note_text(note)


def _supplement(dossier: Dossier, event: Event) -> dict[str, object]:
    content = with_form(dossier.version.read)
    names = {paper.key: paper.name for paper in content.papers}
    names |= {question.key: question.label for question in content.fields()}
    by = event.payload.get("answer_by")
    return {
        "missing": [names.get(key, _("Giấy tờ khác")) for key in event.payload["missing"]],
        "reason": _reason(dossier, event),
        "deadline": date.fromisoformat(by) if by else "",
        "contact": issuer(dossier, event).name,
    }


def _refusal(dossier: Dossier, event: Event) -> dict[str, object]:
    return {"reason": _reason(dossier, event)}


def _apology(dossier: Dossier, event: Event) -> dict[str, object]:
    said = event.payload
    return {
        "received_on": local(cast("datetime", dossier.received_at)).date(),
        "due_at": datetime.fromisoformat(said["due_from"]),
        "new_due_at": datetime.fromisoformat(said["due_at"]),
        "reason": _reason(dossier, event),
    }


def _stop(dossier: Dossier, event: Event) -> dict[str, object]:
    requested = event.action == "withdraw"
    # Written down at the desk, or a part that follows what was.
    channel = _("Trực tuyến") if event.actor.startswith("person/") else _("Trực tiếp")
    return {
        "requested_at": event.at if requested else "",
        "channel": channel if requested else "",
        "state": State(event.payload["from"]).label,
        "reason": _reason(dossier, event),
        "fee_effect": _paid(dossier),
    }


def _paid(dossier: Dossier) -> str:
    paid = [one for one in dossier.payments.order_by("number") if one.paid_at]
    if not paid:
        return _("Không có khoản nào đã nộp.")
    lines = [
        _("%(amount)s, biên lai %(receipt)s") % {"amount": dong(one.amount), "receipt": one.receipt}
        for one in paid
    ]
    return _("%(paid)s; hoàn trả theo quy định về phí, lệ phí.") % {"paid": "; ".join(lines)}


_FIELDS: Mapping[Letter, Callable[[Dossier, Event], dict[str, object]]] = {
    Letter.SUPPLEMENT: _supplement,
    Letter.REFUSAL: _refusal,
    Letter.APOLOGY: _apology,
    Letter.STOP: _stop,
}
# Titles of the law, as the papers carry them.
_TITLES: Mapping[Letter, str] = {
    Letter.SUPPLEMENT: "Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ",
    Letter.REFUSAL: "Phiếu từ chối tiếp nhận giải quyết hồ sơ",
    Letter.APOLOGY: "Văn bản xin lỗi và đề nghị gia hạn thời gian giải quyết",
    Letter.STOP: "Thông báo dừng giải quyết hồ sơ",
}
_DENIAL = "Văn bản từ chối giải quyết hồ sơ"

"""The last page of the counter: what lies there becomes a dossier, received and promised."""

from django.db import transaction

from toantrinh.catalogue.content import ProcedureContent
from toantrinh.catalogue.fees import fees_due, total
from toantrinh.catalogue.forms import read_all
from toantrinh.catalogue.general_form import with_form
from toantrinh.catalogue.rules import Answers
from toantrinh.counter.kinds import Kind, found_of, seen, usual
from toantrinh.counter.known import facts_of
from toantrinh.counter.reception import Told, lock, log_seen, told
from toantrinh.counter.reception_models import Reception
from toantrinh.counter.scans import scans_of
from toantrinh.dossiers.at_counter import Brought, Scan, receive
from toantrinh.dossiers.models import Dossier
from toantrinh.kernel.actors import Actor
from toantrinh.kernel.errors import Conflict, Refusal
from toantrinh.kernel.time import today
from toantrinh.people.keys import erase_key

_DIGITS = 12


@transaction.atomic
def finish(reception: Reception, *, actor: Actor) -> Dossier:
    """Receive it. What was typed and scanned here is gone afterwards; the dossier has it.

    Raises Invalid with all that is missing.
    """
    locked = lock(reception, actor)
    if locked.person is None or locked.version is None:
        raise Conflict("Hãy ghi người đến và chọn thủ tục trước.")
    typed = told(locked)
    content = with_form(locked.version.read)
    answers = {**facts_of(locked, content), **typed.answers}
    scans = scans_of(locked)
    scanned = {scan.key for scan in scans}
    # Of what was scanned nobody has to say that it is what it usually is.
    kinds = {paper.key: usual(paper) for paper in content.papers if paper.key in scanned}
    known = {paper.key for paper in content.papers}
    kinds |= {key: Kind(kind) for key, kind in typed.kinds.items() if kind and key in known}
    dossier = receive(
        locked.version,
        actor=actor,
        who=locked.person,
        desk=locked.desk,
        mandate=locked.mandate,
        brought=Brought(
            answers=answers,
            scans=tuple(Scan(scan.key, scan.file, scan.label) for scan in scans),
            seen=seen(kinds, scanned),
            found=found_of(kinds, scanned),
            fee=_fee(content, read_all(content, answers).answers, typed),
        ),
    )
    log_seen(locked, actor=actor)
    for scan in scans:
        scan.delete()
        scan.file.delete()
    locked.dossier, locked.sealed = dossier, b""
    locked.save(update_fields=["dossier", "sealed"])
    erase_key(locked.key)
    return dossier


def _fee(content: ProcedureContent, answers: Answers, typed: Told) -> tuple[int, str] | None:
    """The fee that was paid: what the rules come to, else what the officer wrote; None while no
    receipt is written.
    """
    if not typed.receipt.strip():
        return None
    amount = total(fees_due(content, "direct", today(), answers))
    if amount is None:
        digits = typed.amount.replace(".", "").replace(" ", "")
        if not digits.isdecimal() or len(digits) > _DIGITS:
            raise Refusal("Hãy ghi số tiền bằng đồng, chỉ gồm chữ số.", field="amount")
        amount = int(digits)
    return amount, typed.receipt

"""A dossier that ends without its result: stopped by who decides, or by nobody's answer."""

from datetime import timedelta

from django.utils import translation
from django.utils.translation import gettext as _

from toantrinh.dossiers.acting import acting
from toantrinh.dossiers.because import said
from toantrinh.dossiers.models import Dossier
from toantrinh.dossiers.queries import HEAVY
from toantrinh.dossiers.states import State
from toantrinh.dossiers.waiting import CLOSE_AFTER, answer_by, end_wait
from toantrinh.dossiers.word_models import NoteKind
from toantrinh.government.queries import rule
from toantrinh.kernel.actors import SYSTEM, Actor
from toantrinh.kernel.errors import Conflict
from toantrinh.kernel.time import now, today

_WAITING = (State.INCOMPLETE, State.UNPAID, State.SUPPLEMENTING, State.PAYING)


def stop(dossier: Dossier, *, actor: Actor, reason: str, because: str = "") -> Dossier:
    """Stop handling it, with the reason (Mẫu 05): listed, in words, or both."""
    with acting("stop", dossier, actor=actor) as act:
        act.note(NoteKind.STOP, said(act, because, reason))
        end_wait(act.dossier)
    return act.dossier


def close(dossier: Dossier, *, actor: Actor = SYSTEM) -> Dossier:
    """End a dossier whose applicant did not answer in time (Mẫu 03 before reception, else 05).

    Raises Conflict while there is still time.
    """
    with acting("close", dossier, actor=actor) as act:
        locked = act.dossier
        last = answer_by(locked)
        if last is None or today() <= last:
            raise Conflict("Hồ sơ này còn trong thời gian chờ người nộp.")
        act.payload["answer_by"] = last.isoformat()
        paying = locked.stage in {State.UNPAID, State.PAYING}
        with translation.override("vi"):
            words = (
                _("Hết ngày %(day)s mà phí, lệ phí chưa được nộp.")
                if paying
                else _("Hết ngày %(day)s mà hồ sơ chưa được bổ sung.")
            )
        kind = NoteKind.REFUSAL if act.move.target is State.DENIED else NoteKind.STOP
        act.note(kind, words % {"day": f"{last:%d/%m/%Y}"})
        end_wait(locked)
    return locked


def close_all() -> int:
    """Close all that nobody answered in time; how many were. Safe to repeat."""
    # So many working days are never less than so many days.
    longest = now() - timedelta(days=int(str(rule(CLOSE_AFTER, today()))))
    rows = Dossier.objects.filter(
        state__in=_WAITING, pauses__until__isnull=True, pauses__since__lt=longest
    )
    closed = 0
    for dossier in rows.defer(*HEAVY).iterator(chunk_size=500):
        try:
            close(dossier)
        except Conflict:
            # There is time left, or the applicant answered just now.
            continue
        closed += 1
    return closed

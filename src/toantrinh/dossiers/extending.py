"""A new promise with an apology (Mẫu 04): once, in time, with a reason; the first one is kept."""

from toantrinh.dossiers.acting import acting
from toantrinh.dossiers.allowance import check_extension
from toantrinh.dossiers.because import said
from toantrinh.dossiers.models import Dossier, Extension
from toantrinh.dossiers.parts import extensions
from toantrinh.dossiers.timing import reckon
from toantrinh.dossiers.word_models import NoteKind
from toantrinh.host import rows
from toantrinh.kernel.actors import Actor
from toantrinh.kernel.errors import Refusal
from toantrinh.kernel.time import now

MOST_DAYS = 365


def extend(
    dossier: Dossier, *, actor: Actor, working_days: int, reason: str, because: str = ""
) -> Dossier:
    """Promise so many working days more; raises Exhausted where no new promise may be given."""
    if not 1 <= working_days <= MOST_DAYS:
        raise Refusal(
            "Hãy ghi số ngày làm việc từ 1 đến %(most)s.", field="working_days", most=MOST_DAYS
        )
    with acting("extend", dossier, actor=actor) as act:
        locked = act.dossier
        check_extension(locked)
        act.note(NoteKind.APOLOGY, said(act, because, reason))
        before = extensions(locked)
        given = Extension(
            dossier=locked, number=len(before) + 1, at=now(), working_days=working_days
        )
        rows.insert(given)
        locked.extended = (*before, given)
        promised, reckoned = locked.due_at, reckon(locked)
        if reckoned is None or promised is None or reckoned.at <= promised:
            raise Refusal(
                "Ngày hẹn mới phải sau ngày đã hẹn. Hãy ghi thêm ngày.", field="working_days"
            )
        locked.due_at = reckoned.at
        act.payload |= {
            "working_days": working_days,
            "due_from": promised.isoformat(),
            "due_at": reckoned.at.isoformat(),
        }
    return locked

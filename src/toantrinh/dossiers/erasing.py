"""What an applicant told us is erased by erasing the key that opens it; the story stays.

Answers, drafts, papers, the names of their files, notes, the receipt: all of it is sealed with the
dossier's key. The signed result has a key of its own and stays: it is the state's word.
"""

from datetime import timedelta
from enum import StrEnum

from django.db import transaction

from toantrinh.documents.actions import remove_bytes
from toantrinh.documents.models import Document, StoredFile
from toantrinh.dossiers.acting import lock
from toantrinh.dossiers.models import Dossier
from toantrinh.government.perms import check_answers_for_data
from toantrinh.government.queries import rule
from toantrinh.journal.actions import append_event
from toantrinh.kernel.actors import Actor
from toantrinh.kernel.errors import Conflict
from toantrinh.kernel.time import local, now, today
from toantrinh.people.keys import erase_key

_EARLIEST = "erasure.earliest_days_after_end"


class Reason(StrEnum):
    """Why the law has answers erased."""

    REQUEST = "request"
    RETENTION = "retention"
    COURT = "court"
    UNLAWFUL = "unlawful"


@transaction.atomic
def erase_answers(dossier: Dossier, *, actor: Actor, reason: Reason) -> Dossier:
    """Make all that the applicant told in this dossier unreadable, for good.

    For the system and for data officers of the agency or of one above it; only once the dossier has
    ended, and not before the rule's days are over.
    """
    locked = lock(dossier)
    if locked.agency is None:
        raise Conflict("Bản nháp chưa nộp thì người lập tự bỏ.")
    check_answers_for_data(actor, locked.agency)
    _check_over(locked)
    if locked.key is None or locked.erased:
        raise Conflict("Dữ liệu của hồ sơ này đã được xóa.")
    papers = locked.papers.values_list("file_id", flat=True)
    letters = Document.objects.filter(subject=locked.stream(), file__key=locked.key)
    erase_key(locked.key)
    remove_bytes(StoredFile.objects.filter(pk__in=papers.union(letters.values_list("file_id"))))
    append_event(
        locked,
        "erase_answers",
        actor=actor,
        payload={
            "reason": str(reason),
            "state": locked.state,
            "status_code": locked.status_code,
            "revisions": locked.revisions.count(),
            "papers": locked.papers.count(),
            "notes": locked.notes.count(),
        },
    )
    locked.save(update_fields=["head_seq", "head_hash"])
    return locked


def _check_over(dossier: Dossier) -> None:
    if dossier.ended_at is None:
        raise Conflict("Hồ sơ đang được giải quyết nên chưa xóa được.")
    days = int(str(rule(_EARLIEST, today(), dossier.agency)))
    first = local(dossier.ended_at).date() + timedelta(days=days)
    if local(now()).date() < first:
        raise Conflict(
            "Hồ sơ phải được giữ đến hết thời hạn lưu; xóa được từ ngày %(day)s.",
            day=f"{first:%d/%m/%Y}",
        )

"""A paper in which the scanner found a virus after it was handed in: the dossier says so."""

from collections.abc import Iterable

from django.db import transaction

from toantrinh.documents.models import StoredFile
from toantrinh.documents.scanning import scan_waiting
from toantrinh.dossiers.acting import follow_up, lock
from toantrinh.dossiers.models import Paper
from toantrinh.journal.actions import append_event
from toantrinh.kernel.actors import SYSTEM

TAINT = "taint_paper"


@transaction.atomic
def scan_papers() -> int:
    """Look at files that wait for the scanner, and tell of those with a virus; how many these are.

    One transaction for both: a crash between them would lose the word about a removed paper.
    """
    tainted = scan_waiting()
    _tell(tainted)
    return len(tainted)


def _tell(files: Iterable[StoredFile]) -> None:
    papers = Paper.objects.filter(file__in=list(files)).select_related("dossier")
    for paper in list(papers.order_by("dossier", "number")):
        dossier = lock(paper.dossier)
        append_event(
            dossier,
            TAINT,
            actor=SYSTEM,
            payload={
                "paper": paper.number,
                "state": dossier.state,
                "status_code": dossier.status_code,
                "holder": dossier.holder,
            },
        )
        dossier.save(update_fields=["head_seq", "head_hash"])
        follow_up(dossier)
        if paper.revision == 0:
            # Not handed in yet: it is missing again, and asked for as any other.
            paper.delete()

"""What is read of the journal by the people it is about."""

from uuid import UUID

from django.db.models import Q, QuerySet

from toantrinh.journal.models import Access


def looks_at(
    person_id: UUID, *, own: bool = False, dossier_id: UUID | None = None
) -> QuerySet[Access]:
    """Who looked at somebody's data, the latest first; with `own`, their own looks too.

    With a dossier, only looks at it.
    """
    seen = Access.objects.filter(persons__contains=[person_id])
    if dossier_id is not None:
        seen = seen.filter(Q(dossiers__contains=[dossier_id]) | Q(subject=f"dossier/{dossier_id}"))
    if not own:
        seen = seen.exclude(actor=f"person/{person_id}")
    return seen.order_by("-at", "-position")

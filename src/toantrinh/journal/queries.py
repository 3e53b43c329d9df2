"""What is read of the journal by the people it is about."""

from uuid import UUID

from django.db.models import QuerySet

from toantrinh.journal.models import Access


def looks_at(person_id: UUID) -> QuerySet[Access]:
    """Who looked at somebody's data, the latest first; their own looks are left out."""
    seen = Access.objects.filter(persons__contains=[person_id])
    return seen.exclude(actor=f"person/{person_id}").order_by("-at", "-position")

"""What every page shows about the visitor."""

from django.http import HttpRequest

from toantrinh.people.models import Person, Posting


def visitor(request: HttpRequest) -> dict[str, object]:
    """The name beside the sign-out button, and the officer's posts."""
    person: Person | None = getattr(request, "person", None)
    posting: Posting | None = getattr(request, "posting", None)
    name = person.full_name if person else posting.officer.full_name if posting else ""
    return {
        "signed_in_name": name,
        "posting": posting,
        "postings": getattr(request, "postings", []),
        "identity_level": getattr(request, "identity_level", None),
    }

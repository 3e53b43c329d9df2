"""What every page shows about the visitor."""

from django.http import HttpRequest

from toantrinh.people.models import Person, Posting, Representation


def visitor(request: HttpRequest) -> dict[str, object]:
    """The name beside the sign-out button, for whom they act, and the officer's posts."""
    person: Person | None = getattr(request, "person", None)
    posting: Posting | None = getattr(request, "posting", None)
    name = person.full_name if person else posting.officer.full_name if posting else ""
    representation: Representation | None = getattr(request, "representation", None)
    acting = representation if getattr(request, "for_organisation", False) else None
    return {
        "signed_in_name": name,
        "acting_for": acting.organisation.name if acting else "",
        "posting": posting,
        "postings": getattr(request, "postings", []),
        "identity_level": getattr(request, "identity_level", None),
    }

"""What was sent to a person, and how far it got."""

from toantrinh.notices.models import Notice
from toantrinh.people.models import Person


def sent_to(person: Person, most: int = 30) -> list[Notice]:
    """The latest short messages to a person, by SMS and app."""
    return list(Notice.objects.filter(person=person).order_by("-created_at")[:most])


def about(stream: str, seq: int, side: str) -> list[Notice]:
    """All messages about one event of a stream to one side, by any way."""
    key = f"{stream}/{seq}/{side}"
    keys = [key, f"{key}/sms", f"{key}/app"]
    return list(Notice.objects.filter(key__in=keys).order_by("created_at"))

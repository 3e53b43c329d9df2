"""What is read of dossiers."""

from django.db.models import F, QuerySet

from toantrinh.dossiers import perms
from toantrinh.dossiers.models import Dossier
from toantrinh.journal.models import Event
from toantrinh.kernel.actors import Actor
from toantrinh.kernel.errors import NotFound

_WITH = ("version__procedure", "agency__unit", "desk", "officer", "applicant", "result")


def find(code: str, *, actor: Actor) -> Dossier:
    """The dossier with this code, if this somebody may see it; otherwise it does not exist."""
    found = Dossier.objects.filter(perms.visible(actor), code=code).select_related(*_WITH).first()
    if found is None:
        raise NotFound("Không tìm thấy hồ sơ %(code)s.", code=code)
    return found


def history(dossier: Dossier) -> QuerySet[Event]:
    """All that happened to a dossier, in order."""
    return Event.objects.filter(stream=dossier.stream()).order_by("seq")


def mine(actor: Actor) -> QuerySet[Dossier]:
    """A person's own dossiers, drafts too, the newest first."""
    return (
        Dossier.objects.filter(applicant_id=actor.id).select_related(*_WITH).order_by("-created_at")
    )


def queue(actor: Actor, *, states: list[str]) -> QuerySet[Dossier]:
    """What waits in some states for this officer's agency, what falls due first on top."""
    return (
        Dossier.objects.filter(perms.visible(actor), state__in=states)
        .select_related(*_WITH)
        .order_by(F("due_at").asc(nulls_last=True), "submitted_at", "pk")
    )

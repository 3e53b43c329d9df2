"""What is read of dossiers."""

from django.db.models import F, QuerySet

from toantrinh.dossiers import perms
from toantrinh.dossiers.models import Dossier
from toantrinh.dossiers.standing_in import under_mandate
from toantrinh.government.queries import agency_by_id
from toantrinh.host.plans import Plans
from toantrinh.host.ready import Ready
from toantrinh.journal.models import Event
from toantrinh.kernel.actors import Actor
from toantrinh.kernel.errors import NotFound

_WITH = ("version__procedure", "agency__unit", "desk", "officer", "applicant", "result")
# Read once a process, by the version's id; what was published word by word is for nobody here.
HEAVY = ("version__content", "version__raw")


def with_agencies(dossier: Dossier) -> Dossier:
    """The dossier with its agencies as the process keeps them, so that none is joined or asked."""
    if dossier.agency_id:
        dossier.agency = agency_by_id(dossier.agency_id)
    if dossier.desk_id:
        dossier.desk = agency_by_id(dossier.desk_id)
    if dossier.support_id:
        dossier.support = agency_by_id(dossier.support_id)
    return dossier


def find(code: str, *, actor: Actor) -> Dossier:
    """The dossier with this code, if this somebody may read it; otherwise it does not exist."""
    found = _BY_CODE.first(code=code)
    if found is None or not (perms.sees(actor, found) or perms.looks_through(actor, found)):
        raise unknown(code)
    return with_agencies(found)


_BY_CODE = Ready(
    lambda code: (
        Dossier.objects.filter(code=code)
        .defer(*HEAVY)
        .select_related(
            "version__procedure", "officer", "applicant", "organisation", "result", "key"
        )
    ),
    plans=Plans.ONCE,
    code=str,
)


def unknown(code: str) -> NotFound:
    """What is said of a dossier that is not there for somebody, whether it exists or not."""
    return NotFound("Không tìm thấy hồ sơ %(code)s.", code=code)


def history(dossier: Dossier) -> QuerySet[Event]:
    """All that happened to a dossier, in order."""
    return Event.objects.filter(stream=dossier.stream()).order_by("seq")


def story(dossier: Dossier) -> list[Event]:
    """The same, read at once, for whoever shows all of it."""
    return _STORY.rows(stream=dossier.stream())


_STORY = Ready(lambda stream: Event.objects.filter(stream=stream).order_by("seq"), stream=str)


def mine(actor: Actor) -> QuerySet[Dossier]:
    """A person's own dossiers, or those of the organisation they act for, the newest first.

    Parts of a joined procedure are shown within the submission that drives them.
    """
    return (
        Dossier.objects.filter(perms.applied_for(actor), whole__isnull=True)
        .select_related(*_WITH)
        .defer(*HEAVY)
        .order_by("-created_at")
    )


def stood_in_for(actor: Actor) -> QuerySet[Dossier]:
    """The dossiers of others that a person's mandates open to them, the newest first."""
    return (
        Dossier.objects.filter(under_mandate(actor))
        .select_related(*_WITH)
        .defer(*HEAVY)
        .order_by("-created_at")
    )


def queue(actor: Actor, *, states: list[str]) -> QuerySet[Dossier]:
    """What waits in some states for this officer's agency, what falls due first on top."""
    return (
        Dossier.objects.filter(perms.at_post(actor), state__in=states)
        .select_related(*_WITH)
        .defer(*HEAVY)
        .order_by(F("due_at").asc(nulls_last=True), "submitted_at", "pk")
    )

"""What is read of explanations, by who asks, who answers and who leads."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import F, QuerySet

from toantrinh.government.models import Agency
from toantrinh.government.queries import chain
from toantrinh.journal.models import Access
from toantrinh.kernel.actors import Actor
from toantrinh.kernel.errors import NotFound
from toantrinh.people.models import Person
from toantrinh.people.queries import holders
from toantrinh.people.sealing import unseal
from toantrinh.protection import perms
from toantrinh.protection.models import Explanation

_WITH = ("access", "person", "agency", "addressee", "key", "answered_by")


def look_of(access_id: UUID, *, actor: Actor) -> Access:
    """A look at this somebody's data; others don't learn that there was one."""
    found = Access.objects.filter(pk=access_id, persons__contains=[actor.id]).first()
    if found is None:
        raise NotFound("Không có lần xem này.")
    return found


def asked_by(person: Person, looks: Iterable[Access]) -> dict[UUID, Explanation]:
    """What a person asked about some looks, by look."""
    rows = Explanation.objects.filter(person=person, access__in=[look.pk for look in looks])
    return {row.access_id: row for row in rows.select_related("key")}


def queue(actor: Actor) -> QuerySet[Explanation]:
    """What a data officer answers for: open ones by due moment, then the answered, latest first."""
    rows = Explanation.objects.filter(perms.visible(actor)).select_related(*_WITH)
    return rows.order_by(F("answered_at").desc(nulls_first=True), "due_at", "pk")


def find(explanation_id: UUID, *, actor: Actor) -> Explanation:
    """One that a data officer answers for; otherwise it does not exist."""
    rows = Explanation.objects.filter(perms.visible(actor), pk=explanation_id)
    found = rows.select_related(*_WITH).first()
    if found is None:
        raise NotFound("Không có yêu cầu giải trình này.")
    return found


def misuses(actor: Actor) -> QuerySet[Explanation]:
    """Looks that a data officer found to be a misuse, for the leaders, the latest first."""
    rows = Explanation.objects.filter(perms.flagged(actor)).select_related(*_WITH)
    return rows.order_by("-answered_at", "pk")


def words_of(explanation: Explanation) -> str:
    """What the person wrote, opened; empty when one click was all. The caller logs the access."""
    if explanation.words_sealed is None:
        return ""
    return unseal(explanation.key, explanation.words_sealed, explanation.place("words"))


def answer_of(explanation: Explanation) -> str:
    """What was answered, opened; empty before."""
    if explanation.answer_sealed is None:
        return ""
    return unseal(explanation.key, explanation.answer_sealed, explanation.place("answer"))


def addressee_of(agency: Agency) -> Agency:
    """The nearest agency at or above with a data officer today; without any, the agency itself."""
    above = reversed(chain(agency))
    return next((each for each in above if holders(each.pk, "data_officer").exists()), agency)

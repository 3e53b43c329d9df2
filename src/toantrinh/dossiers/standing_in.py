"""Acting for another: the dossiers that a mandate opens to its holder.

A mandate opens what its grantor wishes in the procedures that it names, on its days only, and as
far as it had not ended before the mandate began. A draft is opened only to who began it.
"""

from django.db.models import DateTimeField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce, TruncDate

from toantrinh.dossiers.models import Dossier
from toantrinh.dossiers.states import State
from toantrinh.kernel.actors import Actor
from toantrinh.kernel.errors import NotAllowed
from toantrinh.kernel.time import HANOI, local, today
from toantrinh.mandates.models import Mandate
from toantrinh.mandates.queries import covers, in_force


def mandate_over(actor: Actor, dossier: Dossier, *, hold: bool = False) -> Mandate | None:
    """The mandate under which somebody may act on a dossier today; None without one.

    With `hold` nobody ends it before this transaction is over.
    """
    if not _stands_in(actor) or (dossier.stage is State.DRAFT and not _began(actor, dossier)):
        return None
    rows = _held(actor).filter(
        covers(dossier.version.read.code),
        Q(organisation_id=dossier.organisation_id)
        if dossier.organisation_id
        else Q(organisation__isnull=True, grantor_id=dossier.applicant_id),
    )
    if dossier.ended_at is not None:
        rows = rows.filter(valid_from__lte=local(dossier.ended_at).date())
    if hold:
        rows = rows.select_for_update(of=("self",), no_key=True)
    found = list(rows.order_by("-valid_to", "pk"))
    return next((each for each in found if each.pk == dossier.mandate_id), None) or next(
        iter(found), None
    )


def under_mandate(actor: Actor) -> Q:
    """The same as a condition of the database: one look into the index of mandates a dossier."""
    if not _stands_in(actor):
        return Q(pk__in=[])
    of_one = Q(organisation__isnull=True, grantor_id=OuterRef("applicant_id"))
    of_organisation = Q(organisation_id=OuterRef("organisation_id"))
    ended = ExpressionWrapper(OuterRef("ended_at"), output_field=DateTimeField())
    last = Coalesce(TruncDate(ended, tzinfo=HANOI), Value(today()))
    opens = (
        _held(actor)
        .filter(of_one | of_organisation, covers(OuterRef("version__procedure__code")))
        .filter(valid_from__lte=last)
    )
    return Q(Exists(opens)) & (~Q(state=State.DRAFT) | Q(mandate__holder_id=actor.id))


def check_begins(actor: Actor, mandate: Mandate, code: str) -> None:
    """Refuse to begin a procedure by a mandate that is not theirs, or not of this day or code."""
    held = _held(actor).filter(covers(code), pk=mandate.pk) if _stands_in(actor) else None
    if held is None or not held.select_for_update(of=("self",), no_key=True).exists():
        raise NotAllowed("Ủy quyền này không cho làm thủ tục này hôm nay.")


def _stands_in(actor: Actor) -> bool:
    """Only a person who acts for no organisation may act for another."""
    return actor.kind == "person" and actor.id is not None and actor.organisation_id is None


def _held(actor: Actor) -> QuerySet[Mandate]:
    return Mandate.objects.filter(in_force(today()), holder_id=actor.id)


def _began(actor: Actor, dossier: Dossier) -> bool:
    return dossier.mandate is not None and dossier.mandate.holder_id == actor.id

"""What was delegated to an officer, as conditions of lists: to sign, and to stand in for somebody.

The same as `delegating` says of one dossier. Whether anything was delegated at all is asked first
and once, so that a list of somebody to whom nothing was costs nothing.
"""

from collections.abc import Callable
from datetime import date
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet, TextField, Value
from django.db.models.functions import Concat

from toantrinh.dossiers.delegating import held_by, signs_for, stands_in
from toantrinh.dossiers.lifecycle import Role
from toantrinh.dossiers.models import Dossier
from toantrinh.dossiers.signing_models import Delegation, Form
from toantrinh.government.queries import in_force
from toantrinh.host.ready import Ready
from toantrinh.kernel.actors import Actor
from toantrinh.kernel.time import today
from toantrinh.people.models import Posting

_SIGNS = "approve"
Delegated = tuple[Q, Callable[[Dossier], bool]]


def covered(actor: Actor) -> Delegated:
    """In the hands of those for whom the officer stands in today."""
    held = _held(actor).filter(form=Form.COVER)
    condition = Q(Exists(held)) & Q(officer__in=held.values("giver"))
    return condition, lambda dossier: stands_in(held_by(actor, dossier), dossier) is not None


def to_sign(actor: Actor) -> Delegated:
    """What a leader lets the officer sign, as long as that one leads."""
    leads = Posting.objects.filter(
        in_force(today()),
        officer=OuterRef("giver"),
        post__agency=actor.agency_id,
        post__roles__contains=[Role.LEADER.value],
    )
    held = _held(actor).exclude(form=Form.COVER).filter(Exists(leads))
    listed = held.annotate(
        codes=_between(F("procedures")),
        names=_between(F("acts")),
        code=_between(OuterRef("version__procedure__code")),
    ).filter(
        Q(procedures="") | Q(codes__contains=F("code")),
        Q(acts="") | Q(names__contains=f",{_SIGNS},"),
    )
    condition = Q(Exists(held)) & Q(Exists(listed))
    return (
        condition,
        lambda dossier: signs_for(held_by(actor, dossier), dossier, _SIGNS) is not None,
    )


def anything(actor: Actor) -> bool:
    """Whether anything at all is delegated to the officer today."""
    if actor.id is None or actor.agency_id is None:
        return False
    return _ANY.first(taker=actor.id, agency=actor.agency_id, day=today()) is not None


def _held(actor: Actor) -> QuerySet[Delegation]:
    return _delegations(actor.id, actor.agency_id, today())


def _delegations(taker: UUID | None, agency: UUID | None, day: date) -> QuerySet[Delegation]:
    return Delegation.objects.filter(
        taker=taker, agency=agency, valid_from__lte=day, valid_to__gte=day, ended_at=None
    )


_ANY = Ready(
    lambda taker, agency, day: _delegations(taker, agency, day)[:1],
    taker=UUID,
    agency=UUID,
    day=date,
)


def _between(listed: object) -> Concat:
    """A list with commas, so that each of its words stands between two."""
    return Concat(Value(","), listed, Value(","), output_field=TextField())

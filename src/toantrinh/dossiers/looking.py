"""What the journal keeps of a look at dossiers: whose, which fields, by what right.

Fields are codes: `applicant`, `history`, `messages`, `result`, `standing`, `answers.<key of the
question>`, `papers.<key of the paper>`.
"""

from collections.abc import Iterable, Sequence

from toantrinh.dossiers.models import Dossier
from toantrinh.government.lineage import forebears
from toantrinh.journal.actions import log_access
from toantrinh.kernel.actors import Actor

HANDLING = "handling"


def log_look(
    dossier: Dossier,
    *,
    actor: Actor,
    page: str,
    fields: Iterable[str],
    masked: Iterable[str] = (),
    purpose: str = HANDLING,
) -> None:
    """Keep that somebody opened one dossier, and what of it they saw."""
    log_access(
        actor=actor,
        page=page,
        purpose=purpose,
        basis=basis_of(actor, dossier),
        persons=[dossier.applicant_id],
        dossiers=[dossier.pk],
        fields=fields,
        masked=masked,
        subject=dossier.stream(),
    )


def log_list(
    dossiers: Sequence[Dossier],
    *,
    actor: Actor,
    page: str,
    fields: Iterable[str],
    purpose: str = HANDLING,
) -> None:
    """Keep whose dossiers a list showed; one row for each right by which it showed them."""
    by_basis: dict[str, list[Dossier]] = {}
    for each in dossiers:
        by_basis.setdefault(basis_of(actor, each), []).append(each)
    for basis, rows in by_basis.items():
        log_access(
            actor=actor,
            page=page,
            purpose=purpose,
            basis=basis,
            persons=[each.applicant_id for each in rows],
            dossiers=[each.pk for each in rows],
            fields=fields,
        )


def basis_of(actor: Actor, dossier: Dossier) -> str:
    """By what right somebody looks at a dossier, a code of the journal's bases."""
    if actor.kind == "person":
        return "own" if actor.id == dossier.applicant_id else "mandate"
    if actor.agency_id is None:
        return "supervision"
    own = {actor.agency_id} | forebears(actor.agency_id)
    handles = own & {dossier.agency_id, dossier.desk_id, dossier.support_id}
    return "handling" if handles else "supervision"

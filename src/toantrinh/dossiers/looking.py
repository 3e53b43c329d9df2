"""What the journal keeps of a look at dossiers: whose, which fields, by what right.

Fields are codes: `applicant`, `history`, `messages`, `result`, `standing`, `answers.<key of the
question>`, `papers.<key of the paper>`.
"""

from collections.abc import Iterable, Sequence

from toantrinh.dossiers.models import Dossier
from toantrinh.dossiers.perms import is_applicant, lies_with, sees
from toantrinh.dossiers.standing_in import mandate_over
from toantrinh.government.lineage import forebears
from toantrinh.journal.actions import log_access
from toantrinh.kernel.actors import Actor

HANDLING = "handling"
BREAK_GLASS = "break_glass"
# An agency whose opinion is asked.
CONSULTATION = "consultation"


def log_look(
    dossier: Dossier,
    *,
    actor: Actor,
    page: str,
    fields: Iterable[str],
    masked: Iterable[str] = (),
    purpose: str = "",
) -> None:
    """Keep that somebody opened one dossier, and what of it they saw."""
    log_access(
        actor=actor,
        page=page,
        purpose=purpose or purpose_of(actor, dossier),
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
    purpose: str = "",
) -> None:
    """Keep whose dossiers a list showed; one row for each right by which it showed them."""
    by_right: dict[tuple[str, str], list[Dossier]] = {}
    for each in dossiers:
        right = basis_of(actor, each), purpose or purpose_of(actor, each)
        by_right.setdefault(right, []).append(each)
    for (basis, why), rows in by_right.items():
        log_access(
            actor=actor,
            page=page,
            purpose=why,
            basis=basis,
            persons=[each.applicant_id for each in rows],
            dossiers=[each.pk for each in rows],
            fields=fields,
        )


def log_look_for_another(
    dossier: Dossier,
    *,
    actor: Actor,
    page: str,
    fields: Iterable[str],
    masked: Iterable[str] = (),
) -> None:
    """The same, unless the dossier is somebody's own: what one sees of oneself is no look."""
    if not is_applicant(actor, dossier):
        log_look(dossier, actor=actor, page=page, fields=fields, masked=masked)


def purpose_of(actor: Actor, dossier: Dossier) -> str:
    """What somebody looks for: to handle it, through a glass, under a mandate, which is named."""
    if actor.kind != "person":
        if lies_with(actor, dossier):
            return HANDLING
        return CONSULTATION if sees(actor, dossier) else BREAK_GLASS
    mandate = mandate_over(actor, dossier)
    return f"mandate/{mandate.pk.hex}" if mandate else HANDLING


def log_review(dossiers: Sequence[Dossier], *, actor: Actor, page: str) -> None:
    """Keep that a supervisor read why others looked at dossiers."""
    if dossiers:
        log_access(
            actor=actor,
            page=page,
            purpose="supervision",
            basis="supervision",
            persons=[each.applicant_id for each in dossiers],
            dossiers=[each.pk for each in dossiers],
            fields=["messages"],
        )


def basis_of(actor: Actor, dossier: Dossier) -> str:
    """By what right somebody looks at a dossier, a code of the journal's bases."""
    if actor.kind == "person":
        if actor.id == dossier.applicant_id:
            return "own"
        return "organisation" if is_applicant(actor, dossier) else "mandate"
    if not sees(actor, dossier):
        return BREAK_GLASS
    if actor.agency_id is None:
        return "supervision"
    if not lies_with(actor, dossier):
        return CONSULTATION
    own = {actor.agency_id} | forebears(actor.agency_id)
    handles = own & {dossier.agency_id, dossier.desk_id, dossier.support_id}
    return "handling" if handles else "supervision"

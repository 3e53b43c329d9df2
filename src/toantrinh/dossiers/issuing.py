"""One signed paper of a dossier: set, signed, kept, and told in its journal."""

from dataclasses import dataclass

from django.conf import settings

from toantrinh.documents.actions import Draft, Issuer, issue_document
from toantrinh.documents.models import Document
from toantrinh.dossiers.models import Dossier
from toantrinh.government.models import Agency
from toantrinh.government.queries import province
from toantrinh.government.wording import Filled, own_lines
from toantrinh.journal.actions import append_event
from toantrinh.kernel.actors import SYSTEM, Actor
from toantrinh.kernel.time import today
from toantrinh.people.models import DataKey

# Kinds of agency that are people's committees, of a province or a commune.
_COMMITTEE = "ubnd-"


@dataclass(frozen=True)
class Composed:
    """What is to be set: the kind of letter, its data, its number, a source of its own if any."""

    kind: str
    title: str
    data: dict[str, object]
    number: str = ""
    source: str = ""


def issue(
    dossier: Dossier,
    composed: Composed,
    agency: Agency,
    *,
    key: DataKey | None = None,
    replaces: Document | None = None,
) -> Document:
    """Set and sign a paper in an agency's name.

    What repeats the answers is sealed with the dossier's `key`; a result has its own and stays when
    the answers are erased, since it is the state's word and not the applicant's.
    """
    place = province(agency.unit.code).name if agency.unit else ""
    own = own_lines(composed.kind, agency, Filled(agency.name, today(), dossier.code or ""))
    return issue_document(
        Draft(
            letter=composed.kind,
            title=composed.title,
            data=composed.data | own,
            subject=dossier.stream(),
            check_at=f"{settings.PUBLIC_ADDRESS}/kiem-tra/",
            number=composed.number or dossier.code or "",
            synthetic=dossier.applicant.synthetic,
            source=composed.source,
        ),
        issuer=Issuer(agency.code, agency.name, place, _superior(agency)),
        actor=SYSTEM,
        key=key,
        replaces=replaces,
    )


def _superior(agency: Agency) -> str:
    """Who stands above an agency in the head of its letters; a committee heads its own."""
    above = None if agency.kind_id.startswith(_COMMITTEE) else agency.parent
    return above.name if above else ""


def tell(dossier: Dossier, action: str, document: Document, actor: Actor, **more: object) -> None:
    """Write down that a paper of a locked dossier was signed."""
    append_event(
        dossier,
        action,
        actor=actor,
        payload={
            "state": dossier.state,
            "status_code": dossier.status_code,
            "document": str(document.id),
            **more,
        },
    )
    dossier.save(update_fields=["head_seq", "head_hash", "result"])

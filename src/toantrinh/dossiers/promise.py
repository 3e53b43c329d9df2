"""What stands on Mẫu 01, the paper that receives a dossier and promises a day."""

from collections.abc import Mapping, Set

from django.conf import settings

from toantrinh.catalogue.content import ProcedureContent
from toantrinh.catalogue.general_form import with_form
from toantrinh.catalogue.saying import say
from toantrinh.dossiers.answers import answers_of
from toantrinh.dossiers.checking import checks_of
from toantrinh.dossiers.desk_models import Verdict
from toantrinh.dossiers.models import Channel, Dossier
from toantrinh.dossiers.queries import history
from toantrinh.mandates.models import Kind, Mandate
from toantrinh.people.models import Organisation, Person
from toantrinh.people.queries import personal_number, phone

_BEFORE = "applicant_"
# What the shared block of questions calls how the result is got.
_DELIVERY = "result_delivery"


def promise(dossier: Dossier) -> dict[str, object]:
    """The fields of Mẫu 01.

    Who handed it in stands first. When they did so under a mandate, its grantor, whose wish it is,
    stands below with the mandate.
    """
    content = with_form(dossier.version.read)
    names = {paper.key: paper.name for paper in content.papers}
    papers = dossier.papers.order_by("number")
    channel = content.channel(dossier.channel)
    mandate = _handed_in_under(dossier)
    wishes = dossier.organisation or dossier.applicant
    return {
        "dossier_code": dossier.code,
        "desk": dossier.desk.name if dossier.desk else "",
        **_who(mandate.holder if mandate else wishes, dossier.applicant, "applicant", _BEFORE),
        **({"authoriser": _authoriser(mandate, dossier)} if mandate else {}),
        "content": content.title,
        "papers": [
            *(names.get(paper.key) or paper.label for paper in papers),
            *_only_shown(dossier, names, {paper.key for paper in papers}),
        ],
        "time_limit": channel.limit_text if channel else "",
        "received_at": dossier.received_at,
        "due_at": dossier.due_at or "",
        "return_way": _return_way(dossier, content),
        "tracking_address": f"{settings.PUBLIC_ADDRESS}/tra-cuu/?ma={dossier.code}",
    }


def _return_way(dossier: Dossier, content: ProcedureContent) -> str:
    """How the applicant wishes to get the result, where the form asks."""
    asked = next((field for field in content.fields() if field.key == _DELIVERY), None)
    if asked is None or dossier.erased:
        return ""
    return say(asked, answers_of(dossier).get(_DELIVERY))


def _only_shown(dossier: Dossier, names: Mapping[str, str], kept: Set[str]) -> list[str]:
    """What was shown at the counter and of which nothing is kept: the check-list says so."""
    if dossier.channel != Channel.DIRECT:
        return []
    return [
        f"{names[key]} ({found.words.lower()})"
        for key, found in checks_of(dossier).items()
        if key in names and key not in kept and found.verdict is Verdict.VALID
    ]


def asks(dossier: Dossier) -> dict[str, object]:
    """Whose wish it is, and what for: the lines that Mẫu 02 to 05 share."""
    return {
        **_who(dossier.organisation or dossier.applicant, dossier.applicant, "applicant", _BEFORE),
        "dossier_code": dossier.code or "",
        "content": with_form(dossier.version.read).title,
    }


def _handed_in_under(dossier: Dossier) -> Mandate | None:
    """The mandate that the event of handing in names; who begins is not always who hands in."""
    handed_in = history(dossier).filter(action="submit").first()
    named = handed_in.payload.get("mandate") if handed_in else None
    rows = Mandate.objects.select_related("grantor", "organisation", "holder__key")
    return rows.filter(pk=named).first() if named else None


def _who(
    who: Person | Organisation, acting: Person, name: str = "name", before: str = ""
) -> dict[str, object]:
    """Name, number, phone and mail; an organisation is reached through who acts for it."""
    if isinstance(who, Organisation):
        said, number, reached = who.name, who.tax_code, acting
    else:
        said, number, reached = who.full_name, personal_number(who), who
    return {
        name: said,
        f"{before}number": number,
        "phone": phone(reached),
        "email": reached.email,
    }


def _authoriser(mandate: Mandate, dossier: Dossier) -> dict[str, object]:
    person = mandate.grantor or dossier.applicant
    return {
        **_who(mandate.organisation or person, person),
        "by_law": Kind(mandate.kind).by_law,
        "mandate": str(mandate.pk),
        "since": mandate.valid_from,
        "until": mandate.valid_to,
    }

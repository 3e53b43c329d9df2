"""Who helped with a dossier: the place of support, a fact beside receipt and competence."""

from toantrinh.dossiers.acting import Act, acting
from toantrinh.dossiers.models import Dossier
from toantrinh.government.desks import helpers_at
from toantrinh.government.models import Agency
from toantrinh.government.queries import province
from toantrinh.kernel.actors import Actor
from toantrinh.kernel.errors import Refusal
from toantrinh.kernel.time import today


def helpers(place: str, desk: Agency | None = None) -> list[Agency]:
    """Who may have helped: those of the place's commune, of the desk's, and of the province."""
    at_desk = desk.unit.code if desk and desk.unit else ""
    code = place or at_desk
    return helpers_at(place, at_desk, province(code).code) if code else []


def record_support(dossier: Dossier, *, actor: Actor, support: Agency | None) -> Dossier:
    """Say at the desk who helped the applicant; None when nobody did."""
    with acting("record_support", dossier, actor=actor) as act:
        act.payload["support"] = None
        act.dossier.support = None
        name_support(act, support)
    return act.dossier


def name_support(act: Act, support: Agency | None) -> None:
    """Put down who helped, as the event says too."""
    if support is not None:
        check_helps(support, act.dossier.province)
        act.dossier.support = support
        act.payload["support"] = str(support.pk)


def check_helps(support: Agency, province_code: str) -> None:
    """Refuse who helps nobody with dossiers in this province."""
    here = support.unit is not None and support.unit.province_code == province_code
    if not (here and support.kind.helps and support.holds_on(today())):
        raise Refusal(
            "%(name)s không phải nơi hỗ trợ ở tỉnh này.", name=support.name, field="support"
        )

"""At which desk a dossier shall be received, and who helped: found by words, without a script."""

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from toantrinh.dossiers.choosing import choose_places
from toantrinh.dossiers.competent import competent
from toantrinh.dossiers.models import Draft
from toantrinh.dossiers.receiving import desk_for, other_desks, place_of, usual_desk
from toantrinh.dossiers.states import State
from toantrinh.dossiers.supporting import helpers
from toantrinh.dossiers.tracking import own
from toantrinh.government.models import Agency
from toantrinh.kernel.errors import Invalid, NotFound, Refusal
from toantrinh.kernel.time import today
from toantrinh.web.gate.access import Visit, actor_of, citizens
from toantrinh.web.portal.sheets import Folder, draft_folder
from toantrinh.web.portal.showing import show

# So many can be read as a list of circles; more come as one list to roll through.
_AS_CIRCLES = 20


@dataclass(frozen=True)
class Receipt:
    """Where a draft would be received as things stand, and who helped with it."""

    usual: Agency
    desk: Agency
    support: Agency | None


def receipt_in(folder: Folder) -> Receipt | None:
    """As the draft has it; None while the place is open."""
    try:
        usual = usual_desk(folder.content, folder.answers)
    except NotFound:
        return None
    draft = Draft.objects.select_related("desk", "support").get(pk=folder.dossier.pk)
    return Receipt(usual, draft.desk or usual, draft.support)


def wrong_desk(folder: Folder) -> list[dict[str, str]]:
    """That the chosen desk does not receive it, as when the place was changed since."""
    receipt = receipt_in(folder)
    if receipt is None or receipt.desk == receipt.usual:
        return []
    place = place_of(folder.content, folder.answers)
    agency, _why = competent(folder.content, place, today(), folder.answers)
    try:
        desk_for(agency, place, receipt.desk)
    except Invalid as wrong:
        url = reverse("portal:receiving", args=[folder.dossier.pk])
        return [{"text": problem.text(), "url": url} for problem in wrong.problems]
    return []


@citizens()
@require_http_methods(["GET", "HEAD", "POST"])
def choose(visit: Visit, dossier_id: UUID) -> HttpResponse:
    """Look for desks, and keep one; what was chosen stays while one looks on."""
    dossier = own(dossier_id, actor=actor_of(visit))
    if dossier.stage is not State.DRAFT:
        return HttpResponseRedirect(reverse("portal:dossier", args=[dossier.pk]))
    folder = draft_folder(dossier)
    back = reverse("portal:review", args=[dossier.pk])
    receipt = receipt_in(folder)
    if receipt is None:
        return HttpResponseRedirect(back)
    typed = visit.POST if visit.method == "POST" else visit.GET
    text = typed.get("q", "")
    every = other_desks(folder.content, folder.answers)
    helping = helpers(place_of(folder.content, folder.answers), receipt.usual)
    desk = _named(every, typed.get("desk"), receipt.desk)
    support = _named(helping, typed.get("support"), receipt.support)
    problem = ""
    if visit.method == "POST" and "find" not in visit.POST:
        try:
            choose_places(dossier, actor=actor_of(visit), desk=desk, support=support)
        except Refusal as refusal:
            problem = refusal.text()
        else:
            return HttpResponseRedirect(back)
    looked = bool(text.strip()) or "find" in visit.POST
    found = other_desks(folder.content, folder.answers, text) if looked else every[:1]
    shown = list(dict.fromkeys([receipt.usual, *([desk] if desk else []), *found]))
    context = {
        "dossier": dossier,
        "usual": receipt.usual,
        "chosen": desk,
        "desks": shown,
        "rolled": len(shown) > _AS_CIRCLES,
        "none": looked and not found,
        "q": text,
        "helpers": helping,
        "support": support,
        "problem": problem,
        "back": back,
    }
    return show(visit, "receiving", context, status=Refusal.status if problem else 200)


def _named(among: list[Agency], key: str | None, otherwise: Agency | None) -> Agency | None:
    """The one that was chosen by its key; nobody for an empty key, as before for none."""
    if key is None:
        return otherwise
    return next((one for one in among if one.key == key), None)

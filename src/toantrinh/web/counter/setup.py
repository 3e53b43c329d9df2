"""A desk sets up its hall: the addresses of screen and kiosk, matters, windows."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from toantrinh.counter import halls
from toantrinh.counter.models import Hall
from toantrinh.counter.perms import desk_of
from toantrinh.counter.waiting import hall_of
from toantrinh.kernel.actors import Actor
from toantrinh.kernel.errors import NotFound, Refusal
from toantrinh.web.desk.frame import frame
from toantrinh.web.gate.access import Visit, actor_of, officers


@officers()
@require_http_methods(["GET", "HEAD", "POST"])
def hall(visit: Visit) -> HttpResponse:
    """The hall of one's desk, and all that changes it."""
    actor = actor_of(visit)
    desk = desk_of(actor)
    if visit.method == "POST":
        try:
            _change(visit, actor)
        except Refusal as refusal:
            messages.error(visit, refusal.text())
        else:
            messages.success(visit, _("Đã ghi."))
        return HttpResponseRedirect(reverse("counter:hall"))
    found = hall_of(actor)
    context = {**frame(visit), "desk": desk, "hall": found, **(_shown(found) if found else {})}
    return render(visit, "counter/hall.html", context)


def _shown(found: Hall) -> dict[str, object]:
    matters = list(found.matters.order_by("letter"))
    at = settings.PUBLIC_ADDRESS
    return {
        "matters": matters,
        "screen": f"{at}{reverse('hall:screen', args=[found.key])}",
        "kiosk": f"{at}{reverse('hall:kiosk', args=[found.key])}",
        "windows": [
            {"window": window, "takes": [(one, one.letter in window.letters) for one in matters]}
            for window in found.windows.select_related("officer").order_by("number")
        ],
    }


def _change(visit: Visit, actor: Actor) -> None:
    """One of the buttons. Raises NotFound for any other."""
    sent, what = visit.POST, visit.POST.get("act", "")
    if what == "open":
        halls.open_hall(actor=actor)
        return
    found = hall_of(actor)
    if found is None:
        raise NotFound("Không có phòng chờ này.")
    match what:
        case "key":
            halls.renew_key(found, actor=actor)
        case "matter":
            name, name_en = sent.get("name", ""), sent.get("name_en", "")
            halls.add_matter(found, actor=actor, name=name, name_en=name_en)
        case "close":
            halls.close_matter(found, sent.get("letter", ""), actor=actor)
        case "window":
            halls.add_window(found, actor=actor)
        case "letters":
            halls.set_letters(_id(sent.get("window", "")), sent.getlist("letters"), actor=actor)
        case _:
            raise NotFound("Không có việc này.")


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotFound("Không có quầy này.") from None

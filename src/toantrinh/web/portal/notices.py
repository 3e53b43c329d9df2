"""By which ways one wants to be told, and how far the latest messages got."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from toantrinh.kernel.text import masked, masked_email
from toantrinh.notices.gateway import providers
from toantrinh.notices.models import Channel, Notice, Stage
from toantrinh.notices.queries import sent_to
from toantrinh.notices.reaching import choose, ways
from toantrinh.people.models import Person
from toantrinh.people.queries import phone
from toantrinh.web.gate.access import Visit, actor_of, citizens, person_of
from toantrinh.web.portal.showing import show

_NAMES: dict[Channel, Promise] = {
    Channel.EMAIL: gettext_lazy("Thư điện tử"),
    Channel.SMS: gettext_lazy("Tin nhắn SMS"),
    Channel.APP: gettext_lazy("Thông báo trên ứng dụng định danh"),
}
_STAGES: dict[Stage, Promise] = {
    Stage.WAITING: gettext_lazy("đang chờ gửi"),
    Stage.SENT: gettext_lazy("đã gửi"),
    Stage.DELIVERED: gettext_lazy("đã đến máy"),
    Stage.FAILED: gettext_lazy("không đến được"),
    Stage.EXPIRED: gettext_lazy("chờ quá lâu nên không gửi"),
}


@dataclass(frozen=True)
class Way:
    """One box: its name, where it leads, and why it can't be taken if it can't."""

    value: str
    name: str
    to: str
    chosen: bool
    lacks: str


@dataclass(frozen=True)
class Sent:
    """One message as its reader sees it."""

    notice: Notice
    name: str
    stage: str


@citizens(per_minute=60)
@require_http_methods(["GET", "HEAD", "POST"])
def choices(visit: Visit) -> HttpResponse:
    """Boxes for the ways; none ticked is a choice too."""
    person = person_of(visit)
    if visit.method == "POST":
        typed = set(visit.POST.getlist("way"))
        chosen = frozenset(way for way in Channel if way.value in typed)
        choose(person, chosen, actor=actor_of(visit))
        messages.success(visit, _("Đã ghi cách nhận tin của bạn."))
        return HttpResponseRedirect(reverse("portal:notices"))
    sent = [
        Sent(one, str(_NAMES[Channel(one.channel)]), str(_STAGES[Stage(one.stage)]))
        for one in sent_to(person)
    ]
    return show(visit, "notices", {"ways": _ways(person), "sent": sent})


def _ways(person: Person) -> list[Way]:
    chosen = ways(person)
    number = phone(person)
    by_gateway = "" if providers() else _("Hệ thống này chưa nối với nhà cung cấp tin nhắn.")
    to = {
        Channel.EMAIL: masked_email(person.email) if person.email else "",
        Channel.SMS: masked(number) if number else "",
        Channel.APP: "",
    }
    lacks = {
        Channel.EMAIL: "" if person.email else _("Chưa biết địa chỉ thư của bạn."),
        Channel.SMS: by_gateway or ("" if number else _("Chưa biết số điện thoại của bạn.")),
        Channel.APP: by_gateway,
    }
    return [Way(way.value, str(_NAMES[way]), to[way], way in chosen, lacks[way]) for way in Channel]

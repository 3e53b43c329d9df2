"""What stands around every page of the desk: agency, post, tabs and counters."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from toantrinh.catalogue.perms import may_open
from toantrinh.dossiers import pile_counts
from toantrinh.dossiers.glass import supervises
from toantrinh.dossiers.piles import Pile, piles
from toantrinh.kernel.actors import Actor
from toantrinh.programme.perms import sees
from toantrinh.web.desk import tabs
from toantrinh.web.desk.tabs import Tab
from toantrinh.web.gate.access import Visit, actor_of, signed_in_at

# Pages beside the piles, by the role of the post: address and label.
_OTHER_PAGES = (
    ("reception", ("counter:home", _("Quầy tiếp nhận"))),
    ("reception", ("desk:mandates", _("Ủy quyền"))),
    ("data_officer", ("desk:explanations", _("Các yêu cầu giải trình"))),
    ("leader", ("desk:delegations", _("Giao ký và làm thay"))),
    ("leader", ("desk:assignment", _("Quy tắc phân công"))),
    ("leader", ("desk:misuses", _("Xem dữ liệu sai mục đích"))),
)
# For everybody who sees dossiers.
_BOOKS = (
    ("desk:register", _("Sổ theo dõi hồ sơ")),
    ("desk:tallies", _("Thống kê công việc")),
    ("desk:alarms", _("Báo động")),
)
# For whose agency may be asked what it thinks.
_ASKED = ("desk:asked", _("Được hỏi ý kiến"))
_GLASS = ("desk:broken", _("Hồ sơ được mở khẩn cấp"))
# Rooms above this one: for who publishes what editors write, and for who leads.
_EDITOR = ("editor:home", _("Thủ tục"))
_PROGRAMME = ("cockpit:home", _("Điều hành"))


def frame(visit: Visit, current: Pile | None = None) -> dict[str, object]:
    """The context of the frame. One query counts all."""
    actor = actor_of(visit)
    counts = pile_counts.counts(actor)
    going = tabs.url_of(Pile.GOING)
    counters = [
        {"count": tabs.said(counts.late), "tone": "late", "url": f"{going}?han=late"}
        | {"text": ngettext("quá hạn", "quá hạn", counts.late)},
        {"count": tabs.said(counts.today), "tone": "near", "url": f"{going}?han=today"}
        | {"text": ngettext("đến hạn hôm nay", "đến hạn hôm nay", counts.today)},
        {"count": tabs.said(counts.alarms), "tone": "late", "url": reverse("desk:alarms")}
        | {"text": ngettext("báo động", "báo động", counts.alarms)},
    ]
    strip = tabs.tabs(piles(actor), counts, current, actor)
    pages = _pages(visit, actor)
    return {
        **signed_in_at(visit),
        # Who has no piles finds the other pages where others have them.
        "tabs": strip or pages,
        "other_pages": pages if strip else [],
        "counters": [counter for counter in counters if counter["count"] != "0"],
    }


def _pages(visit: Visit, actor: Actor) -> list[Tab]:
    found = [page for role, page in _OTHER_PAGES if role in actor.roles]
    found += [_ASKED] if actor.roles & {"specialist", "leader"} else []
    found += _BOOKS if piles(actor) else ()
    found += [_GLASS] if supervises(actor) else []
    found += [_EDITOR] if may_open(actor) else []
    found += [_PROGRAMME] if sees(actor) else []
    urls = [(reverse(view), str(label)) for view, label in found]
    return [Tab(url, label, "", visit.path == url) for url, label in urls]

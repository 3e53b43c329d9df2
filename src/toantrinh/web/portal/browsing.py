"""Finding what one needs: home, search, the list, and one procedure in a person's words."""

from dataclasses import dataclass

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from toantrinh.catalogue.browsing import for_event, offered, sectors
from toantrinh.catalogue.models import Procedure
from toantrinh.catalogue.queries import find_procedure, version_in_force
from toantrinh.catalogue.search import search as find
from toantrinh.dossiers.queries import mine
from toantrinh.mandates.queries import mandates_for
from toantrinh.web.gate.access import Visit, anyone
from toantrinh.web.portal import outlook, procedure_words
from toantrinh.web.portal.showing import leaf, needs_level, show, words_of

_DRAFTS_AT_HOME = 3


@dataclass(frozen=True)
class LifeEvent:
    """Why people come: their words, and the sectors in which the answer lies."""

    key: str
    label: object
    hint: object
    sectors: tuple[str, ...]


EVENTS = (
    LifeEvent("birth", _("Có con"), _("khai sinh, nhận cha mẹ con"), ("Hộ tịch",)),
    LifeEvent("marriage", _("Kết hôn"), _("đăng ký, xác nhận hôn nhân"), ("Hộ tịch",)),
    LifeEvent(
        "moving",
        _("Chuyển nhà"),
        _("thường trú, tạm trú"),
        ("Đăng ký, quản lý cư trú",),
    ),
    LifeEvent(
        "identity",
        _("Căn cước, hộ chiếu"),
        _("cấp mới, cấp lại, định danh"),
        ("Cấp, quản lý căn cước", "Quản lý xuất nhập cảnh", "Định danh và xác thực điện tử"),
    ),
    LifeEvent(
        "business",
        _("Mở hộ kinh doanh, công ty"),
        _("thành lập, thay đổi, giải thể"),
        (
            "Thành lập và hoạt động doanh nghiệp (hộ kinh doanh)",
            "Thành lập và hoạt động của doanh nghiệp",
        ),
    ),
    LifeEvent(
        "land",
        _("Đất và nhà"),
        _("giấy chứng nhận, biến động"),
        ("Đất đai", "Nhà ở và công sở"),
    ),
    LifeEvent(
        "driving",
        _("Xe và bằng lái"),
        _("giấy phép lái xe, đăng ký xe"),
        (
            "Sát hạch, cấp giấy phép lái xe",
            "Đăng ký, quản lý phương tiện giao thông cơ giới, xe máy chuyên dùng",
        ),
    ),
    LifeEvent(
        "work",
        _("Việc làm và bảo hiểm"),
        _("thất nghiệp, bảo hiểm xã hội, y tế"),
        ("Việc làm", "Bảo hiểm xã hội", "Bảo hiểm y tế", "Thực hiện chính sách BHXH"),
    ),
    LifeEvent(
        "support",
        _("Khó khăn, người có công"),
        _("trợ cấp, chính sách"),
        ("Bảo trợ xã hội", "Người có công", "Trẻ em"),
    ),
    LifeEvent("death", _("Người thân qua đời"), _("khai tử, mai táng phí"), ("Hộ tịch",)),
)
_BY_KEY = {event.key: event for event in EVENTS}


@anyone()
@require_safe
def home(visit: Visit) -> HttpResponse:
    """A search box, what one has begun, and what lives are about."""
    there = {sector.name for sector in sectors()}
    events = [event for event in EVENTS if there & set(event.sectors)]
    drafts: list[object] = []
    if visit.person is not None and visit.actor is not None:
        drafts = list(mine(visit.actor).filter(state="draft")[:_DRAFTS_AT_HOME])
    return show(visit, "home", {"events": events, "drafts": drafts})


@anyone(per_minute=60)
@require_safe
def search(visit: Visit) -> HttpResponse:
    """What fits the words somebody typed; nothing found still helps."""
    query = visit.GET.get("q", "").strip()
    hits = find(query) if query else []
    context = {"query": query, "hits": hits, "events": EVENTS if not hits else ()}
    return show(visit, "search", context)


@anyone()
@require_safe
def catalogue(visit: Visit) -> HttpResponse:
    """All that is offered, by sector."""
    chosen = visit.GET.get("linh-vuc", "")
    every = sectors()
    if not chosen:
        return show(visit, "sectors", {"sectors": every})
    return _listed(visit, offered(chosen), chosen)


@anyone()
@require_safe
def life_event(visit: Visit, event: str) -> HttpResponse:
    """What one event of a life calls for."""
    if event not in _BY_KEY:
        raise Http404
    chosen = _BY_KEY[event]
    return _listed(visit, for_event(event, chosen.sectors), chosen.label)


def _listed(visit: Visit, found: QuerySet[Procedure], title: object) -> HttpResponse:
    page, numbers = leaf(found, visit)
    return show(visit, "listed", {"title": title, "page": page, "numbers": numbers})


@anyone()
@require_safe
def procedure(visit: Visit, code: str) -> HttpResponse:
    """One procedure: what it needs, how long, how much, who decides."""
    version = version_in_force(find_procedure(code))
    content = words_of(version)
    facts = {**procedure_words.facts(content), "needs_level": needs_level(visit, content)}
    facts["mandates"] = mandates_for(visit.actor, content.code) if visit.actor else []
    facts["outlook"] = outlook.of_procedure(content, visit.person)
    return show(visit, "procedure", facts)


@anyone()
@require_safe
def whole(visit: Visit, code: str) -> HttpResponse:
    """All that was published on a procedure, leaf by leaf, since some fill a book."""
    content = words_of(version_in_force(find_procedure(code)))
    page, numbers = leaf(procedure_words.leaves(content), visit, each=1)
    context = {"content": content, "page": page, "numbers": numbers}
    return show(visit, "whole", context)

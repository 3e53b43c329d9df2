"""Agencies below one's own: found by name, and each with what it is, was and does."""

from dataclasses import dataclass
from datetime import date

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from toantrinh.administration import agency_queries
from toantrinh.dossiers.moving import Going, going_at
from toantrinh.government.calendar import Spell
from toantrinh.government.hands import decides_hands
from toantrinh.government.models import Agency, Tier
from toantrinh.government.outline import COMMITTEE
from toantrinh.government.queries import find_agency, posts_of
from toantrinh.kernel.text import clean
from toantrinh.kernel.time import now, today
from toantrinh.web.admin.frame import show
from toantrinh.web.gate.access import Visit, actor_of, administrators, posting_of
from toantrinh.web.look.templatetags.look import day as day_text
from toantrinh.web.look.templatetags.look import weekday

_LONGEST = 100


@dataclass(frozen=True)
class Row:
    """An agency in a list."""

    url: str
    name: str
    code: str
    provisional: bool
    # What is not as usual: closed, closing, still to open.
    note: str


@dataclass(frozen=True)
class Act:
    """Something that can be proposed about an agency."""

    url: str
    label: str


@administrators()
@require_safe
def index(visit: Visit) -> HttpResponse:
    """Agencies by words of their names, else those right below one's own."""
    own = posting_of(visit).post.agency
    typed = clean(visit.GET.get("tim", ""))[:_LONGEST]
    if typed:
        groups = [(_("Tìm thấy"), [_row(one) for one in find_agency(typed, below=own)])]
    else:
        groups = _below(own)
    context = {"own": own, "own_url": _url(own.key), "typed": typed, "groups": groups}
    return show(visit, "agencies", context)


@administrators()
@require_safe
def one(visit: Visit, key: str) -> HttpResponse:
    """One agency."""
    actor = actor_of(visit)
    agency = agency_queries.governed(key, actor)
    context = {
        "agency": agency,
        "kind": agency.kind.name,
        "parent_url": _url(agency.parent.key) if agency.parent else "",
        "successor_url": _url(agency.successor.key) if agency.successor else "",
        "state": _note(agency),
        "report_until": agency_queries.report_until(agency),
        "chapters": agency_queries.chapters(key),
        "week": _week(agency),
        "posts": list(posts_of(agency)),
        "going": _going(agency),
        "groups": _below(agency),
        "acts": _acts(agency, own=agency.pk == actor.agency_id),
    }
    return show(visit, "agency", context)


def _going(agency: Agency) -> Going:
    return going_at([agency.pk], now())


def _below(above: Agency) -> list[tuple[str, list[Row]]]:
    """What stands right below, in groups that have somebody."""
    rows = list(agency_queries.directly_below(above))
    going = [row for row in rows if row.valid_to is None or row.valid_to >= today()]
    closed = [row for row in rows if row not in going and row.key not in {one.key for one in going}]
    groups = [
        (_("Cơ quan trực thuộc"), [row for row in going if not _is_commune(row, above)]),
        (_("Xã, phường, đặc khu"), [row for row in going if _is_commune(row, above)]),
        (_("Đã chấm dứt"), closed),
    ]
    return [(heading, [_row(one) for one in found]) for heading, found in groups if found]


def _is_commune(row: Agency, above: Agency) -> bool:
    return row.kind.tier == Tier.COMMUNE and above.kind.tier != Tier.COMMUNE


def _row(agency: Agency) -> Row:
    return Row(
        url=_url(agency.key),
        name=agency.name,
        code=agency.code,
        provisional=not agency.official,
        note=_note(agency),
    )


def _note(agency: Agency) -> str:
    if agency.valid_from > today():
        return _("từ %(day)s") % {"day": day_text(agency.valid_from)}
    if agency.valid_to is None:
        return ""
    if agency.valid_to < today():
        return _("đã chấm dứt")
    return _("đến hết %(day)s") % {"day": day_text(agency.valid_to)}


def _acts(agency: Agency, *, own: bool) -> list[Act]:
    """What can be proposed; nobody reforms the agency they sit at, nor one that has ended."""
    if agency.valid_to is not None:
        return []
    acts = []
    if not own and agency.key.endswith(COMMITTEE) and agency.unit is not None:
        acts.append(Act(reverse("admin:rename_unit", args=[agency.unit.code]), _("Đổi tên đơn vị")))
        if agency.unit.parent_code:
            merge = reverse("admin:merge_units", args=[agency.unit.code])
            acts.append(Act(merge, _("Sáp nhập xã, phường")))
    elif not own and agency.parent_id is not None:
        acts.append(Act(reverse("admin:merge_agencies", args=[agency.key]), _("Sáp nhập")))
        acts.append(Act(reverse("admin:close_agency", args=[agency.key]), _("Đóng")))
    if not own:
        acts.insert(0, Act(reverse("admin:rename_agency", args=[agency.key]), _("Đổi tên, mã")))
    if decides_hands(agency):
        hands = reverse("admin:change_hands", args=[agency.key])
        acts.append(Act(hands, _("Chuyển thẩm quyền thủ tục")))
    acts.append(Act(reverse("admin:open_agency", args=[agency.key]), _("Lập cơ quan trực thuộc")))
    return acts


def _week(agency: Agency) -> list[tuple[str, str]]:
    """The days of the week and their hours, days that are alike together."""
    lines: list[tuple[list[date], tuple[Spell, ...]]] = []
    for day, spells in agency_queries.hours_this_week(agency):
        if lines and lines[-1][1] == spells:
            lines[-1][0].append(day)
        else:
            lines.append(([day], spells))
    return [(_days(days), _spells(spells)) for days, spells in lines]


def _days(days: list[date]) -> str:
    first, last = weekday(days[0]), weekday(days[-1])
    return first if len(days) == 1 else f"{first} – {last}"


def _spells(spells: tuple[Spell, ...]) -> str:
    told = [f"{_clock(start)}–{_clock(end)}" for start, end in spells]
    return ", ".join(told) or _("nghỉ")


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _url(key: str) -> str:
    return reverse("admin:agency", args=[key])

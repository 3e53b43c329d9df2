"""The register (Mẫu 07) on a page and as files, and the control slip (Mẫu 06)."""

from collections.abc import Iterator
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from toantrinh.documents import sheets
from toantrinh.documents.letters import render as set_letter
from toantrinh.documents.sheets import Cell
from toantrinh.dossiers.consulting import consultations
from toantrinh.dossiers.desk_queries import names_of
from toantrinh.dossiers.handovers import Hand, Handover, Verdict, handovers
from toantrinh.dossiers.looking import log_list, log_look
from toantrinh.dossiers.models import Channel, Dossier
from toantrinh.dossiers.queries import find, history
from toantrinh.dossiers.registers import Period, register_of
from toantrinh.dossiers.states import Holder, State
from toantrinh.government.models import Unit
from toantrinh.government.queries import agency_by_id
from toantrinh.kernel.errors import Refusal
from toantrinh.kernel.time import today
from toantrinh.people.queries import phone
from toantrinh.web.desk.frame import frame
from toantrinh.web.desk.periods import boxes, period_of
from toantrinh.web.desk.story import what
from toantrinh.web.gate.access import Visit, actor_of, officers, posting_of
from toantrinh.web.look.attached import attached

# Rows on the page; what a file holds; what is set on paper at once.
_SHOWN, _MOST, _MOST_PRINTED = 100, 20_000, 2_000
_PDF = "application/pdf"
_FIELDS = ("applicant", "address", "phone", "standing")


@officers()
@require_safe
def register(visit: Visit) -> HttpResponse:
    """What was handed in during some days, by code; as a page, XLSX or PDF."""
    kind = visit.GET.get("tep", "")
    try:
        period = period_of(visit)
        wanted = {"xlsx": _MOST, "pdf": _MOST_PRINTED}.get(kind, _SHOWN)
        rows = list(register_of(actor_of(visit), period)[: wanted + 1])
        if kind and len(rows) > wanted:
            raise Refusal(
                "Khoảng ngày này có hơn %(most)s hồ sơ.",
                field="den",
                remedy="Hãy chọn ít ngày hơn.",
                most=wanted,
            )
    except Refusal as refused:
        context = {**frame(visit), **boxes(visit), "problem": refused.text()}
        return render(visit, "desk/register.html", context, status=422)
    log_list(rows[:wanted], actor=actor_of(visit), page="desk/register", fields=_FIELDS)
    name = f"so-theo-doi-{period.first:%Y%m%d}-{period.last:%Y%m%d}"
    if kind == "xlsx":
        return _file(sheets.sheet(_("Sổ theo dõi hồ sơ"), _heads(), _lines(rows)), name, "xlsx")
    if kind == "pdf":
        return _file(_printed(visit, rows, period), name, "pdf")
    context = {
        **frame(visit),
        **boxes(visit, period),
        "heads": _heads(),
        "rows": list(_lines(rows[:wanted])),
        "more": len(rows) > wanted,
        "shown": _SHOWN,
    }
    return render(visit, "desk/register.html", context)


@officers()
@require_safe
def control_slip(visit: Visit, code: str) -> HttpResponse:
    """Through whose hands a dossier went, as PDF or XLSX."""
    actor = actor_of(visit)
    dossier = find(code, actor=actor)
    log_look(dossier, actor=actor, page="desk/control_slip", fields=["history"])
    rows = list(_slip(dossier))
    name = f"{dossier.code}-phieu-kiem-soat"
    if visit.GET.get("tep") == "xlsx":
        return _file(_slip_sheet(dossier, rows), name, "xlsx")
    data = {
        "agency": dossier.agency.name if dossier.agency else "",
        "date": today(),
        "dossier_code": dossier.code,
        "content": dossier.version.procedure.name,
        "handling": dossier.agency.name if dossier.agency else "",
        "coordinating": _coordinating(dossier),
        "received_at": dossier.received_at,
        "due_at": dossier.due_at,
        "rows": rows,
        "synthetic": dossier.applicant.synthetic,
    }
    return _file(set_letter("control_slip", data), name, "pdf")


def _coordinating(dossier: Dossier) -> str:
    """Who was asked, each once, in the order of asking."""
    return ", ".join(dict.fromkeys(one.agency.name for one in consultations(dossier)))


def _slip_sheet(dossier: Dossier, rows: list[list[Cell]]) -> bytes:
    heads = [_("Bên giao"), _("Bên nhận"), _("Thời gian giao"), _("Kết quả"), _("Việc")]
    above: list[list[Cell]] = [
        [_("Mã hồ sơ"), dossier.code],
        [_("Thủ tục"), dossier.version.procedure.name],
        [_("Cơ quan giải quyết"), dossier.agency.name if dossier.agency else ""],
        [_("Cơ quan phối hợp"), _coordinating(dossier)],
        [_("Nhận hồ sơ lúc"), dossier.received_at],
        [_("Hẹn trả kết quả lúc"), dossier.due_at],
    ]
    return sheets.sheet(_("Phiếu kiểm soát"), heads, rows, above=above)


def _slip(dossier: Dossier) -> Iterator[list[Cell]]:
    passed = handovers(history(dossier))
    hands = [hand for each in passed for hand in (each.giver, each.receiver)]
    names = names_of(f"officer/{hand.officer}" for hand in hands if hand.officer)
    for each in passed:
        yield _passing(each, dossier, names)


def _passing(each: Handover, dossier: Dossier, names: dict[str, str]) -> list[Cell]:
    words = {
        Verdict.EARLY: _("Trước hạn"),
        Verdict.IN_TIME: _("Đúng hạn"),
        Verdict.LATE: _("Quá hạn"),
        Verdict.NONE: "",
    }
    return [
        _named(each.giver, dossier, names),
        _named(each.receiver, dossier, names),
        each.at,
        words[each.verdict],
        what(each.action),
    ]


def _named(hand: Hand, dossier: Dossier, names: dict[str, str]) -> str:
    place = agency_by_id(UUID(hand.agency)).name if hand.agency else ""
    if hand.holder is Holder.OFFICER:
        return f"{names.get(f'officer/{hand.officer}', '')}, {place}"
    if hand.holder is Holder.LEADER:
        return _("Lãnh đạo %(agency)s") % {"agency": place}
    if hand.holder is Holder.APPLICANT:
        return dossier.applicant_name
    return place or _("Đã kết thúc")


def _heads() -> list[str]:
    return [
        _("TT"),
        _("Mã hồ sơ"),
        _("Thủ tục"),
        _("Người nộp"),
        _("Địa chỉ"),
        _("Điện thoại"),
        _("Cơ quan chủ trì"),
        _("Nhận"),
        _("Hẹn trả"),
        _("Trả"),
        _("Cách nộp"),
        _("Tình trạng"),
        _("Ký nhận"),
    ]


def _lines(rows: list[Dossier]) -> Iterator[list[Cell]]:
    codes = {row.applicant.commune_code for row in rows}
    places = dict(Unit.objects.filter(code__in=codes).values_list("code", "name"))
    for number, row in enumerate(rows, start=1):
        yield _line(number, row, places.get(row.applicant.commune_code, ""))


def _line(number: int, row: Dossier, place: str) -> list[Cell]:
    ways = {
        Channel.ONLINE: _("Trực tuyến"),
        Channel.DIRECT: _("Trực tiếp"),
        Channel.POST: _("Bưu chính"),
    }
    erased = row.applicant.key is None or row.applicant.key.erased_at is not None
    return [
        number,
        row.code,
        row.version.procedure.name,
        row.applicant_name,
        "" if erased else place,
        "" if erased else phone(row.applicant),
        row.agency.name if row.agency else "",
        row.received_at,
        row.due_at,
        row.ended_at if row.stage is State.RETURNED else None,
        ways[Channel(row.channel)],
        row.stage.label,
        # On paper who fetches the result signs; in the house the event says who did.
        "",
    ]


def _printed(visit: Visit, rows: list[Dossier], period: Period) -> bytes:
    agency = agency_by_id(posting_of(visit).post.agency_id)
    data = {
        "agency": agency.name,
        "superior": agency.parent.name if agency.parent else "",
        "date": today(),
        "since": period.first,
        "until": period.last,
        "rows": list(_lines(rows)),
        "synthetic": any(row.applicant.synthetic for row in rows),
    }
    return set_letter("register", data)


def _file(content: bytes, name: str, ending: str) -> HttpResponse:
    return attached(content, f"{name}.{ending}", sheets.MEDIA_TYPE if ending == "xlsx" else _PDF)

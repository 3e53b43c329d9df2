"""How a plan stands at the end of a quarter, to print or to count on: PDF and XLSX."""

import re
from datetime import date, timedelta

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from toantrinh.documents import sheets
from toantrinh.documents.letters import render as set_letter
from toantrinh.documents.sheets import Cell
from toantrinh.government.queries import agency_by_id
from toantrinh.kernel.errors import Refusal
from toantrinh.kernel.time import today
from toantrinh.programme import queries
from toantrinh.programme.models import Plan
from toantrinh.programme.queries import Stand
from toantrinh.web.cockpit.words import STANDINGS, goal_words, name_of, value_words
from toantrinh.web.gate.access import Visit, actor_of, officers, posting_of
from toantrinh.web.look.attached import attached

_QUARTER = re.compile(r"(20\d\d)-([1-4])")


@officers()
@require_safe
def printed(visit: Visit, code: str) -> HttpResponse:
    """The plan as of the end of `?quy=2026-3`, today without it; `?tep=xlsx` for a table."""
    found = queries.find_plan(code, actor=actor_of(visit))
    day, said = as_of(visit.GET.get("quy", ""))
    lines = queries.stands([found], day)[found]
    rows = [_row(line) for line in lines]
    name = f"{found.code}-{day:%Y%m%d}"
    if visit.GET.get("tep") == "xlsx":
        return attached(sheets.sheet(found.code, _heads(), rows), f"{name}.xlsx", sheets.MEDIA_TYPE)
    return attached(_page(visit, found, lines, rows, said), f"{name}.pdf", "application/pdf")


def as_of(quarter: str) -> tuple[date, str]:
    """The day that a quarter ends, or today within it, and how it is called. Raises Refusal."""
    if not quarter:
        return today(), _("Đến ngày %(day)s") % {"day": f"{today():%d/%m/%Y}"}
    read = _QUARTER.fullmatch(quarter)
    if read is None:
        raise Refusal("Hãy ghi quý như 2026-3.", field="quy")
    year, number = int(read[1]), int(read[2])
    month = 3 * number + 1
    following = date(year + month // 13, (month - 1) % 12 + 1, 1)
    if date(year, month - 3, 1) > today():
        raise Refusal("Quý này chưa đến.", field="quy")
    words = _("Quý %(number)s năm %(year)s") % {"number": number, "year": year}
    return min(following - timedelta(days=1), today()), words


def _page(
    visit: Visit, found: Plan, lines: list[Stand], rows: list[list[Cell]], said: str
) -> bytes:
    agency = agency_by_id(posting_of(visit).post.agency_id)
    count = queries.tally(lines)
    return set_letter(
        "programme",
        {
            "agency": agency.name,
            "superior": agency.parent.name if agency.parent else "",
            "date": today(),
            "title": _("Báo cáo thực hiện chỉ tiêu, nhiệm vụ"),
            "plan": name_of(found),
            "source": found.source,
            "until": said,
            "count": _("%(met)s/%(total)s chỉ tiêu, nhiệm vụ đã đạt")
            % {"met": count.met, "total": count.total}
            if count.total
            else _("Chỉ có số để so sánh, không có chỉ tiêu nào để tính đạt"),
            "held": [
                [str(STANDINGS[standing][0]), len(those)]
                for standing, those in queries.holding_back(lines).items()
            ],
            "heads": _heads(),
            "rows": rows,
            "note": _("Số có dấu * do hệ thống tính; các số khác do cơ quan báo cáo."),
        },
    )


def _heads() -> list[str]:
    return [
        _("TT"),
        _("Chỉ tiêu, nhiệm vụ"),
        _("Mục tiêu"),
        _("Kết quả"),
        _("Đến ngày"),
        _("Thời hạn"),
        _("Cơ quan chủ trì"),
        _("Tình trạng"),
    ]


def _row(line: Stand) -> list[Cell]:
    return [
        line.target.number,
        name_of(line.target),
        goal_words(line.target),
        _told(line),
        line.last.day if line.last else None,
        line.target.due,
        line.owner.name if line.owner else "",
        str(STANDINGS[line.standing][0]),
    ]


def _told(line: Stand) -> str:
    """The value, marked where the house counted it."""
    words = value_words(line.target, line.last)
    return f"{words} *" if line.last is not None and line.last.measured else words

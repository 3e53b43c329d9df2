"""How plans are spoken of on pages: standings, pillars, values with their units."""

from django.utils.translation import get_language, gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from toantrinh.programme.goals import Standing, spelled
from toantrinh.programme.models import Pillar, Plan, Report, Target

# Label, tone of the chip, and what holds such a line back.
STANDINGS = {
    Standing.MET: (_("Đạt"), "done", ""),
    Standing.GOING: (_("Đang thực hiện"), "work", _("Chưa đến mức đã hứa, còn thời hạn.")),
    Standing.MISSED: (_("Quá hạn, chưa đạt"), "late", _("Đã hết thời hạn mà chưa đạt.")),
    Standing.STALE: (_("Số liệu cũ"), "near", _("Lần báo cáo cuối đã quá lâu.")),
    Standing.SILENT: (_("Chưa báo cáo"), "near", _("Có cơ quan chủ trì nhưng chưa báo cáo.")),
    Standing.UNOWNED: (
        _("Chưa rõ chủ trì"),
        "near",
        _("Chương trình không nêu cơ quan chủ trì, và chưa ai báo cáo."),
    ),
    Standing.FIGURE: (_("Số để so sánh"), "still", ""),
}
PILLARS = {
    Pillar.GOVERNMENT: _("Chính quyền số"),
    Pillar.ECONOMY: _("Kinh tế số"),
    Pillar.SOCIETY: _("Xã hội số"),
}
CERTAINTIES = {
    "found": _("đọc ở văn bản gốc"),
    "high": _("chắc"),
    "medium": _("khá chắc, cần đối chiếu"),
    "low": _("chưa chắc, phải đối chiếu"),
}

# Slogan groups as people write them; others are told without their marks.
_TAGS = {
    "5-day-manh": _("5 đẩy mạnh"),
    "5-dam-bao": _("5 đảm bảo"),
    "5-khong": _("5 không"),
    "khong-giay": _("không giấy tờ"),
    "khong-tien-mat": _("không tiền mặt"),
}

# Units of the release's plans; what agencies write in theirs stands as they write it.
_UNITS = {
    gettext_noop("thứ bậc"),
    gettext_noop("chỉ số"),
    gettext_noop("tổ chức"),
    gettext_noop("doanh nghiệp"),
    gettext_noop("tuyến"),
    gettext_noop("sàn"),
    gettext_noop("trung tâm"),
    gettext_noop("tỉnh, thành phố"),
    gettext_noop("người/vạn dân"),
    gettext_noop("doanh nghiệp/1000 dân"),
    gettext_noop("chỉ tiêu, nhiệm vụ"),
    gettext_noop("%/năm"),
    gettext_noop("% dân số"),
    gettext_noop("% người dùng"),
    gettext_noop("% tổng chi ngân sách"),
}


def tag_words(tag: str) -> str:
    """A group of lines as a plan's page names it."""
    return str(_TAGS.get(tag) or tag.replace("-", " "))


def name_of(one: Plan | Target) -> str:
    """A name in the language of the page, where it has one."""
    return one.name_en or one.name if get_language() == "en" else one.name


def value_words(target: Target, report: Report | None) -> str:
    """What was reported, with its unit; a dash where nothing was."""
    if report is None:
        return "–"
    if report.value is None:
        return str(_("Đã xong") if report.done else _("Chưa xong"))
    return _with_unit(spelled(report.value), target)


def goal_words(target: Target) -> str:
    """The goal as the plan spells it, with its unit; of a task, that it be done."""
    return _with_unit(target.goal, target) if target.goal else ""


def _with_unit(text: str, target: Target) -> str:
    unit = gettext(target.unit) if target.unit in _UNITS else target.unit
    return f"{text} {unit}".strip()

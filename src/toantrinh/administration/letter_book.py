"""The letters and notices that are known: in words, on which text they stand, since when.

Each is set with invented data for administrators to look at.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from toantrinh.administration.rule_shapes import Text
from toantrinh.government.models import Agency
from toantrinh.government.wording import ROOM, Filled, lines_of, own_texts
from toantrinh.kernel.time import HANOI, today

NOTICE = "notice"
_CODE = "H56.30-260706-0001"


@dataclass(frozen=True)
class Known:
    """A letter: its name, the form it follows, and since when that form holds."""

    letter: str
    label: Text
    form: str
    since: date


_TT03 = date(2025, 9, 15)
LETTERS: tuple[Known, ...] = (
    Known(
        "receipt", _("Giấy tiếp nhận hồ sơ và hẹn trả kết quả"), "Mẫu 01, TT 03/2025/TT-VPCP", _TT03
    ),
    Known(
        "supplement",
        _("Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ"),
        "Mẫu 02, TT 03/2025/TT-VPCP",
        _TT03,
    ),
    Known(
        "refusal",
        _("Phiếu từ chối tiếp nhận giải quyết hồ sơ"),
        "Mẫu 03, TT 03/2025/TT-VPCP",
        _TT03,
    ),
    Known("apology", _("Văn bản xin lỗi và đề nghị gia hạn"), "Mẫu 04, TT 03/2025/TT-VPCP", _TT03),
    Known("stop", _("Thông báo dừng giải quyết hồ sơ"), "Mẫu 05, TT 03/2025/TT-VPCP", _TT03),
    Known("result", _("Kết quả của thủ tục chưa có mẫu riêng"), "", date(2025, 7, 1)),
    Known(NOTICE, _("Thư báo người nộp"), "", date(2025, 7, 1)),
)
_EXAMPLE: Mapping[str, object] = {
    "date": date(2026, 7, 6),
    "place": "Thanh Hóa",
    "number": "1/TTPVHCC",
    "applicant": "Nguyễn Văn Mẫu",
    "applicant_number": "003…777",
    "content": "Đăng ký khai sinh",
    "dossier_code": _CODE,
    "papers": ["Giấy chứng sinh"],
    "received_at": datetime(2026, 7, 6, 9, 30, tzinfo=HANOI),
    "due_at": datetime(2026, 7, 6, 17, 0, tzinfo=HANOI),
    "received_on": date(2026, 7, 6),
    "new_due_at": datetime(2026, 7, 8, 17, 0, tzinfo=HANOI),
    "missing": ["Giấy chứng sinh còn thiếu trang 2"],
    "reason": "Ảnh chụp mờ, không đọc được số.",
    "title": "Kết quả giải quyết",
    "lines": [("Thủ tục", "Đăng ký khai sinh"), ("Mã hồ sơ", _CODE)],
    "paragraphs": ["Yêu cầu đã được xem xét và giải quyết theo quy định."],
    "appeal_to": "cơ quan",
    "appeal_days": 90,
    "suit_months": 12,
    "contact": "Bộ phận Một cửa",
    "contact_phone": "số ghi ở trụ sở",
    "signer": "Trần Thị Mẫu",
    "synthetic": True,
}


def known(letter: str) -> Known | None:
    """The letter by its name."""
    return next((one for one in LETTERS if one.letter == letter), None)


def example_of(of: Agency) -> Filled:
    """What is filled into own lines in an example."""
    return Filled(of.name, today(), _CODE)


def example(letter: str, of: Agency, changed: Mapping[str, str] | None = None) -> bytes:
    """A letter as PDF with invented data and an agency's own lines, some of them `changed`.

    Raises Refusal for characters that no font can show.
    """
    # Half a second to import, which every command would wait for.
    from toantrinh.documents.letters import render

    texts = own_texts(letter, today(), of) | dict(changed or {})
    own = lines_of({part: texts[part] for part in ROOM[letter] if part in texts}, example_of(of))
    return render(letter, {**_EXAMPLE, "agency": of.name, **own})


def example_notice(of: Agency) -> str:
    """The end of a notice, as it would be mailed."""
    texts = own_texts(NOTICE, today(), of)
    return "\n".join(lines_of(texts, example_of(of)).get("own_closing", []))

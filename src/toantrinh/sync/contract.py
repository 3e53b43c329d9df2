"""The wire: the national portal's contract of 2020, as agencies' systems speak it.

Names of fields, code lists and dates are those of `DongBoHoSoMC` and `CapNhatTienDoHoSoMC`. Nothing
behind this module knows them; a later contract is another module that makes the same `Incoming`.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext_noop as _

from toantrinh.kernel.errors import Problem
from toantrinh.kernel.text import clean
from toantrinh.kernel.time import HANOI
from toantrinh.sync.models import Kind

SERVICES = {"DongBoHoSoMC": Kind.DOSSIER, "CapNhatTienDoHoSoMC": Kind.PROGRESS}
OK, EXISTS, WRONG, NO_SESSION = "0", "-3", "-1", "-2"

# Old codes of agencies with their zeros are still read.
_CODE = re.compile(r"(?:\d{3}\.\d{2}\.\d{2}\.)?[A-Z]\d{2}(?:\.\d{1,3})*-\d{6}-\d{4,}")
_PROCEDURE = re.compile(r"\d(?:[\d.]{0,18}\d)?")
_MOMENT = re.compile(r"\d{14}")
_NUMBER = re.compile(r"[0-9A-Za-z-]{5,20}")
# Put in by one system where it had no number at all.
_STUFFING = re.compile(r"0+1?")
_LONGEST = 1000
# No dossier is of another time, and a year that a calendar lacks could not be read again.
_YEARS = range(1900, 2200)
_STATUS = {
    **{str(code): code for code in range(11)},
    "new": 1,
    "receiving": 2,
    "denied": 3,
    "processing": 4,
    "waiting": 5,
    "paying": 6,
    "cancelled": 7,
    "unresolved": 8,
    "releasing": 9,
    "done": 10,
}
_CHANNELS = {"1": "direct", "2": "online", "3": "post"}
_SUBJECTS = {"1", "2", "3", "4"}
# Codes of dossiers that were received, which have a day of receipt.
_RECEIVED = frozenset({2, 4, 5, 6, 9, 10})


@dataclass(slots=True)
class Incoming:
    """One push, read: what we go by; `data` is all that was sent, as it was sent."""

    kind: Kind
    code: str
    data: Mapping[str, Any]
    updating: bool
    given: int | None
    status: int
    raw_status: str
    status_at: datetime | None
    procedure: str = ""
    title: str = ""
    channel: str = ""
    agency: str = ""
    number: str = ""
    phone: str = ""
    moments: dict[str, datetime | None] = field(default_factory=dict)


class Reader:
    """Reads the fields of one push and gathers what is wrong with them."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self.data = data
        self.problems: list[Problem] = []

    def wrong(self, name: str, sentence: str, **params: object) -> None:
        """Remember that a field is wrong."""
        self.problems.append(Problem(name, sentence, params=params))

    def text(self, name: str, *, needed: bool = False, longest: int = _LONGEST) -> str:
        """One line of text, "" where there is none."""
        value = self.data.get(name)
        if type(value) is int:
            value = str(value)
        if value is not None and not isinstance(value, str):
            self.wrong(name, _("Trường này phải là chữ."))
            return ""
        found = clean(value) if value else ""
        if needed and not found:
            self.wrong(name, _("Thiếu trường này."))
        elif len(found) > longest:
            self.wrong(name, _("Dài quá %(longest)s chữ."), longest=longest)
        return found

    def coded(self, name: str, known: Mapping[str, Any]) -> Any:
        """A code of a list, as we call it; None for one that is wrong."""
        spelled = self.text(name, needed=True, longest=40)
        found = known.get(spelled.lower())
        if spelled and found is None:
            self.wrong(name, _("Không có mã này trong danh mục."))
        return found

    def shaped(self, name: str, shape: re.Pattern[str], *, needed: bool = False) -> str:
        """A code of a shape."""
        found = self.text(name, needed=needed, longest=70)
        if found and not shape.fullmatch(found):
            self.wrong(name, _("Sai dạng mã."))
            return ""
        return found

    def moment(self, name: str, *, needed: bool = False) -> datetime | None:
        """`yyyyMMddHHmmss` by the clocks of Việt Nam."""
        spelled = self.text(name, needed=needed, longest=14)
        if not spelled:
            return None
        found = _moment(spelled)
        if found is None:
            self.wrong(name, _("Không phải thời điểm dạng yyyyMMddHHmmss."))
        return found


# Much happens at one moment: what is handed in is often received at once.
@lru_cache(maxsize=1000)
def _moment(spelled: str) -> datetime | None:
    if not _MOMENT.fullmatch(spelled) or int(spelled[:4]) not in _YEARS:
        return None
    try:
        return datetime.fromisoformat(f"{spelled[:8]}T{spelled[8:]}").replace(tzinfo=HANOI)
    except ValueError:
        return None


def read(
    kind: Kind, data: object, *, updating: bool, given: int | None
) -> tuple[Incoming | None, list[Problem]]:
    """One push, or what is wrong with it, field by field."""
    if not isinstance(data, dict):
        return None, [Problem("data", "Thiếu dữ liệu của hồ sơ.")]
    reader = Reader(data)
    found = _READERS[kind](reader, updating, given)
    return (None, reader.problems) if reader.problems else (found, [])


def _dossier(reader: Reader, updating: bool, given: int | None) -> Incoming:
    code = reader.shaped("MaHoSo", _CODE, needed=True)
    status = reader.coded("TrangThaiHoSo", _STATUS)
    moments = {
        "submitted_at": reader.moment("NgayNopHoSo"),
        "received_at": reader.moment("NgayTiepNhan", needed=status in _RECEIVED),
        "due_at": reader.moment("NgayHenTra"),
        "decided_at": reader.moment("NgayKetThucXuLy"),
        "returned_at": reader.moment("NgayTra", needed=status == _STATUS["done"]),
    }
    refused = reader.moment("NgayTuChoi", needed=status == _STATUS["denied"])
    received, due = moments["received_at"], moments["due_at"]
    if received and due and due < received:
        reader.wrong("NgayHenTra", _("Ngày hẹn trả sớm hơn ngày tiếp nhận."))
    reader.text("ChuHoSo", needed=True, longest=200)
    if reader.text("LoaiDoiTuong", needed=True) not in _SUBJECTS:
        reader.wrong("LoaiDoiTuong", _("Không có mã này trong danh mục."))
    number = reader.shaped("SoGiayToChuHoSo", _NUMBER)
    if number and _STUFFING.fullmatch(number):
        reader.wrong("SoGiayToChuHoSo", _("Số này không phải của ai: hãy để trống nếu không có."))
    # A due moment lies ahead and tells nothing of what was.
    told = [moment for name, moment in moments.items() if moment and name != "due_at"]
    told += [refused] if refused else []
    return Incoming(
        kind=Kind.DOSSIER,
        code=code,
        data=reader.data,
        updating=updating,
        given=given,
        status=status or 0,
        raw_status=reader.text("TrangThaiHoSo", longest=40),
        status_at=max(told, default=None),
        procedure=reader.shaped("MaTTHC", _PROCEDURE, needed=True)[:20],
        title=reader.text("TenTTHC", needed=True),
        channel=reader.coded("KenhThucHien", _CHANNELS) or "",
        agency=reader.text("DonViXuLy", longest=250),
        number=number,
        phone=reader.text("SoDienThoai", longest=20),
        moments=moments,
    )


def _progress(reader: Reader, updating: bool, given: int | None) -> Incoming:
    for name in ("NguoiXuLy", "ChucDanh", "PhongBanXuLy"):
        reader.text(name, longest=200)
    reader.text("NguoiXuLy", needed=True)
    reader.text("NoiDungXuLy", longest=5000)
    reader.moment("NgayBatDau")
    reader.moment("NgayKetThucTheoQuyDinh")
    return Incoming(
        kind=Kind.PROGRESS,
        code=reader.shaped("MaHoSo", _CODE, needed=True),
        data=reader.data,
        updating=updating,
        given=given,
        status=reader.coded("TrangThai", _STATUS) or 0,
        raw_status=reader.text("TrangThai", longest=40),
        status_at=reader.moment("ThoiDiemXuLy", needed=True),
    )


_READERS: Mapping[Kind, Callable[[Reader, bool, int | None], Incoming]] = {
    Kind.DOSSIER: _dossier,
    Kind.PROGRESS: _progress,
}

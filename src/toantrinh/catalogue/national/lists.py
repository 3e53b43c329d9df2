"""Lists that the records write with commas, although the names in them hold commas too.

A comma divides only outside brackets and only before a word that can begin a name of that list.
Where that is not certain the text stays whole: one long name misleads less than two halves.
"""

import re
from collections.abc import Callable, Iterator

from toantrinh.catalogue.national.amounts import ABSENT, squeeze
from toantrinh.catalogue.national.records import LegalBasis


def _begins(words: str, *, but: str = "") -> re.Pattern[str]:
    choices = "|".join(re.escape(word.strip()) for word in words.split(","))
    return re.compile(rf"(?:{choices})\b{but}", re.IGNORECASE)


_AGENCY = _begins(
    "Ủy ban, Uỷ ban, UBND, Chủ tịch, Thủ tướng, Chính phủ, Quốc hội, Hội đồng, HĐND, Bộ, Sở, Cục,"
    "Chi cục, Tổng cục, Vụ, Ban, Phòng, Văn phòng, Chi nhánh, Trung tâm, Viện, Thanh tra, Cơ quan,"
    "Cơ sở, Đơn vị, Tổ chức, Tổ, Đội, Trạm, Trung ương, Lãnh đạo, Giám đốc, Người, Các,"
    "Khu quản lý, Công an, Quân khu, Tư lệnh, Biên phòng, Đồn, Tòa án, Toà án, Thi hành án,"
    "Kho bạc, Hải quan, Thuế, Cảng vụ, Ngân hàng, Bảo hiểm, Quỹ, Sàn, Tập đoàn, Tổng công ty,"
    "Công ty, Doanh nghiệp, Trường, Đại học, Học viện, Bệnh viện, Thư viện, Bảo tàng, Đài, Hội,"
    "Liên đoàn, Công đoàn,"
    "Mặt trận, Đảng ủy, Đại sứ quán, Tổng lãnh sự"
)
_RESULT = _begins(
    "Giấy, Mẫu giấy, Quyết định, Văn bản, Văn bằng, Thông báo, Công văn, Công điện, Công hàm,"
    "Công bố, Chứng chỉ, Chứng nhận, Chứng thư, Danh sách, Danh mục, Danh hiệu, Xác nhận, Biên bản,"
    "Biên lai, Phiếu, Báo cáo, Trích lục, Lời chứng, Biển số, Sổ, Kết quả, Tên kết quả, Thẻ, Tiền,"
    "Kế hoạch, Bằng, Bản, Bảng kê, Bảng điểm, Cập nhật, Tờ, Thư, Hộ chiếu, Chấp thuận, Dự thảo,"
    "Hợp đồng, Hồ sơ, Đơn, Tem, Mã số, Tài khoản, Kỷ niệm chương, Huân chương, Huy chương, Cờ,"
    "Phép bay, Hoặc",
    # "…, Quyết định số 5" cites a text of law.
    but="(?! số)",
)
_ANY = re.compile(r"[^\W\d_]")
# Word processors begin a point with a dash or a number even inside a line.
_POINT = re.compile(r"[-+*•]{1,2} ?|(?:\(?[0-9]{1,2}[.)]|[a-zđ]\)) ?")
_BRACKET = re.compile(r"[()]")
_EDGES = " ,;"
_KEYWORD_WORDS = 8
_SYMBOL = re.compile(
    r"(?<![0-9])([0-9]{1,5}(?:\.[0-9]{1,3})?[a-zA-Z]?) ?/ ?(?:((?:19|20)[0-9]{2}) ?/ ?)?"
    r"([^\W\d_]{1,8}[0-9]{0,3}(?: ?[-_/–] ?[^\W\d_]{1,10}[0-9]{0,3}){0,6})"
)


def agencies(text: str) -> tuple[str, ...]:
    """Names of agencies: `Bộ Văn hóa, Thể thao và Du lịch` stays one."""
    return _names(text, _AGENCY.match)


def results(text: str) -> tuple[str, ...]:
    """What is handed out at the end, each document by itself."""
    return _names(text, _RESULT.match)


def applicants(text: str) -> tuple[str, ...]:
    """Who may ask: `Cán bộ, công chức, viên chức` stays one."""
    return _names(text, _ANY.match)


def keywords(text: str) -> tuple[str, ...]:
    """Words for search; where a part is long, the text is a sentence and its commas are its own."""
    if text == ABSENT:
        return ()
    parts = [part.strip(_EDGES) for part in _cut(text, ",;")]
    if any(len(part.split()) > _KEYWORD_WORDS for part in parts):
        parts = [part.strip(_EDGES) for part in _cut(text, ";")]
    return tuple(part for part in parts if part)


def legal_basis(text: str) -> LegalBasis:
    """A title with its number in brackets at the end: `Luật … (45/2024/QH15)`."""
    said = squeeze(text)
    start = _last_bracket(said)
    title, written = (said[:start].strip(), said[start + 1 : -1].strip()) if start else (said, "")
    return LegalBasis(title, written, _symbol(written) or _only_symbol(title))


def _names(text: str, begins: Callable[[str], object]) -> tuple[str, ...]:
    if text == ABSENT:
        return ()
    names: list[str] = []
    for part in _cut(text, ",;"):
        bare = _POINT.sub("", part.strip(), count=1)
        if names and not (bare[:1].isupper() and begins(bare)):
            names[-1] += part
        else:
            names.append(part)
    return tuple(name for name in (squeeze(name).strip(_EDGES) for name in names) if name)


def _cut(text: str, signs: str) -> Iterator[str]:
    """The pieces between signs that stand outside brackets; each keeps the sign at its end."""
    closed = _bracketed(text)
    start = 0
    for place, sign in enumerate(text):
        if sign in signs and not closed[place]:
            yield text[start : place + 1]
            start = place + 1
    yield text[start:]


def _bracketed(text: str) -> bytearray:
    """1 for each sign between a bracket and its partner; a bracket without partner is none."""
    opened: list[int] = []
    pairs: list[tuple[int, int]] = []  # none of them inside another
    for bracket in _BRACKET.finditer(text):
        if bracket[0] == "(":
            opened.append(bracket.start())
        elif opened:
            start = opened.pop()
            while pairs and pairs[-1][0] > start:
                pairs.pop()
            pairs.append((start, bracket.start()))
    inside = bytearray(len(text))
    for start, end in pairs:
        inside[start:end] = b"\x01" * (end - start)
    return inside


def _last_bracket(text: str) -> int:
    """Where the bracket opens that closes at the very end; 0 if there is none."""
    if not text.endswith(")"):
        return 0
    depth = 0
    for place in range(len(text) - 1, -1, -1):
        depth += {")": 1, "(": -1}.get(text[place], 0)
        if depth == 0:
            return place
    return 0


def _symbol(text: str) -> str:
    found = _SYMBOL.search(text)
    if not found:
        return ""
    return "/".join(re.sub(r"\s", "", part) for part in found.groups() if part)


def _only_symbol(title: str) -> str:
    """The number inside a title, if the title names one text of law only."""
    found = {match[0] for match in _SYMBOL.finditer(title) if match[2]}
    return _symbol(found.pop()) if len(found) == 1 else ""

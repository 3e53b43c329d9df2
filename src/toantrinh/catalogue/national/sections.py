"""Bytes to text to labelled sections, and the proof that the file is whole.

Every record of the portal has the same labels in the same order, so a missing label is a damaged
file. Free text may hold lines that look like labels: the one that fits its neighbours is taken.
"""

import codecs
import re
import unicodedata
from bisect import bisect_right
from itertools import pairwise

from toantrinh.catalogue.national.amounts import squeeze
from toantrinh.catalogue.national.records import Section, Unreadable

MAX_BYTES = 4 * 1024 * 1024  # the largest record seen has 0.18 MB

TITLE = "Chi tiết thủ tục hành chính"
CODE, DECISION, NAME = "Mã thủ tục", "Số quyết định", "Tên thủ tục"
LEVEL, KIND, SECTOR = "Cấp thực hiện", "Loại thủ tục", "Lĩnh vực"
STEPS, CHANNELS, PAPERS = "Trình tự thực hiện", "Cách thức thực hiện", "Thành phần hồ sơ"
APPLICANTS = "Đối tượng thực hiện"
PERFORMING, COMPETENT = "Cơ quan thực hiện", "Cơ quan có thẩm quyền"
ADDRESS = "Địa chỉ tiếp nhận HS"
AUTHORISED, COOPERATING = "Cơ quan được ủy quyền", "Cơ quan phối hợp"
RESULTS, LEGAL = "Kết quả thực hiện", "Căn cứ pháp lý"
CONDITIONS, KEYWORDS, DESCRIPTION = "Yêu cầu, điều kiện thực hiện", "Từ khóa", "Mô tả"
LABELS = (
    *(CODE, DECISION, NAME, LEVEL, KIND, SECTOR, STEPS, CHANNELS, PAPERS, APPLICANTS, PERFORMING),
    *(COMPETENT, ADDRESS, AUTHORISED, COOPERATING, RESULTS, LEGAL, CONDITIONS, KEYWORDS),
    DESCRIPTION,
)
_KNOWN = frozenset(LABELS)
_BLOCKS = frozenset({STEPS, CHANNELS, PAPERS, LEGAL})
_FREE = frozenset({ADDRESS, CONDITIONS, DESCRIPTION})
_FOLLOWS = dict(pairwise(LABELS))

_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_LINE_END = re.compile("\r\n?|[\u0085\u2028\u2029]")
# Left behind by word processors: invisible marks, control signs, bullets of symbol fonts.
_LITTER = re.compile(
    "[\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ue000-\uf8ff]"
)
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_SIGNS = {"\uf02b": "+", "\uf02d": "-"}


def tidy(data: bytes, file: str) -> str:
    """The text of a file: UTF-8 (or UTF-16 with its mark), NFC, `\\n`, no litter."""
    if len(data) > MAX_BYTES:
        raise Unreadable(
            "Tệp lớn quá mức của một thủ tục (%(size)s byte).", file=file, size=len(data)
        )
    text = _decode(data, file)
    if "\x00" in text:
        line = text.count("\n", 0, text.index("\x00")) + 1
        raise Unreadable("Tệp không phải là văn bản.", file=file, line=line)
    if not text.strip():
        raise Unreadable("Tệp trống.", file=file)
    if any(sign in text for sign in "\r\u0085\u2028\u2029"):
        text = _LINE_END.sub("\n", text)
    if _LITTER.search(text):
        text = _LITTER.sub(_plain, text)
    return unicodedata.normalize("NFC", text)


def cut(text: str, file: str) -> tuple[Section, ...]:
    """The sections in order; what stands above the first label comes first, with the label "".

    Raises Unreadable for a broken, doubled or foreign file.
    """
    lines = text.split("\n")
    starts = _starts(lines, file)
    places = [start for _, start in starts]
    _refuse_doubled(lines, 0, places[0], file)
    sections = [Section("", 1, "\n".join(lines[: places[0]]))]
    for (label, start), end in zip(starts, [*places[1:], len(lines)], strict=True):
        first = lines[start].partition(":")[2]
        sections.append(Section(label, start + 1, "\n".join([first, *lines[start + 1 : end]])))
        if label not in _BLOCKS and label not in _FREE:
            _refuse_doubled(lines, start + 1, end, file)
    _refuse_cut_short(sections, len(lines), file)
    return tuple(sections)


def _plain(sign: re.Match[str]) -> str:
    if sign[0] >= "\ue000" and sign[0] <= "\uf8ff":
        return _SIGNS.get(sign[0], "•")
    return "" if _INVISIBLE.match(sign[0]) else " "


def _decode(data: bytes, file: str) -> str:
    encoding = "utf-16" if data.startswith(_UTF16) else "utf-8-sig"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        if b"\x00" in data and encoding != "utf-16":
            raise Unreadable("Tệp không phải là văn bản.", file=file, line=line) from error
        if error.reason.startswith(("unexpected end", "truncated")):
            raise Unreadable(
                "Tệp bị cắt giữa chừng ở dòng %(line)s.", file=file, line=line
            ) from error
        raise Unreadable(
            "Dòng %(line)s không phải là UTF-8.",
            file=file,
            line=line,
            remedy="Hãy lưu lại tệp bằng bảng mã UTF-8.",
        ) from error


def _label(line: str) -> str:
    """The label at the very start of a line, or ""."""
    label, colon, _ = line.partition(":")
    label = label.rstrip()
    return label if colon and label in _KNOWN else ""


def _starts(lines: list[str], file: str) -> list[tuple[str, int]]:
    """Each label with the index of its line."""
    seen: dict[str, list[int]] = {label: [] for label in LABELS}
    for place, line in enumerate(lines):
        if label := _label(line):
            seen[label].append(place)
    if not any(seen.values()):
        raise Unreadable("Tệp không phải là bản công bố một thủ tục.", file=file, line=1)
    starts: list[tuple[str, int]] = []
    missing: list[str] = []
    last = -1
    for label in LABELS:
        after = seen[label][bisect_right(seen[label], last) :]
        if after:
            last = _best(lines, label, after, seen)
            starts.append((label, last))
        else:
            missing.append(label)
    if missing:
        _refuse_missing(missing, lines, file)
    return starts


def _best(lines: list[str], label: str, places: list[int], seen: dict[str, list[int]]) -> int:
    """The first place that fits, looking no further than the next label; else the first."""
    if len(places) == 1:
        return places[0]
    following = seen.get(_FOLLOWS.get(label, ""), [])
    beyond = bisect_right(following, places[0])
    bound = following[beyond] if beyond < len(following) else len(lines)
    inside = [place for place in places if place < bound]
    return next((place for place in inside if _fits(lines, label, place)), places[0])


def _fits(lines: list[str], label: str, place: int) -> bool:
    if label in _FREE:
        return True
    below = next((line for line in lines[place + 1 : place + 50] if line.strip()), "")
    if label in _BLOCKS:
        return below[:1].isspace() and not lines[place].partition(":")[2].strip()
    return _label(below) == _FOLLOWS[label]


def _refuse_missing(missing: list[str], lines: list[str], file: str) -> None:
    while len(lines) > 1 and not lines[-1].strip():
        lines = lines[:-1]
    names = ", ".join(missing)
    if missing == list(LABELS[-len(missing) :]):
        raise Unreadable(
            "Tệp đứt ở dòng %(line)s: không còn các mục %(missing)s.",
            file=file,
            line=len(lines),
            missing=names,
        )
    raise Unreadable("Tệp thiếu mục, hoặc sai thứ tự: %(missing)s.", file=file, missing=names)


def _refuse_doubled(lines: list[str], start: int, end: int, file: str) -> None:
    """A label inside a section of one line: two records in one file, or one section twice."""
    for place in range(start, end):
        label = _label(lines[place])
        if label:
            raise Unreadable(
                "Mục “%(label)s” lặp lại ở dòng %(line)s.", file=file, line=place + 1, label=label
            )


def _refuse_cut_short(sections: list[Section], length: int, file: str) -> None:
    """Find a second record behind the first, and an end in the middle of the last section.

    The portal repeats the conditions as the description (in every record seen), so a description
    that stops within those words was cut.
    """
    by_label = {part.label: part for part in sections}
    last = by_label[DESCRIPTION]
    for offset, line in enumerate(last.text.split("\n")[1:], start=1):
        if line.strip() == TITLE or _label(line) == CODE:
            raise Unreadable(
                "Tệp chứa nhiều thủ tục: thủ tục thứ hai bắt đầu ở dòng %(line)s.",
                file=file,
                line=last.line + offset,
                remedy="Mỗi tệp chỉ chứa một thủ tục.",
            )
    said, whole = squeeze(last.text), squeeze(by_label[CONDITIONS].text)
    if said != whole and _apart(whole).startswith(_apart(said)):
        raise Unreadable("Tệp bị cắt giữa chừng ở dòng %(line)s.", file=file, line=length)


def _apart(text: str) -> str:
    """Letters apart from their marks: a cut may have taken only the marks."""
    return unicodedata.normalize("NFD", text)

"""Checks that nothing of a file is lost, written without the reader's own helpers."""

import re
import unicodedata

from toantrinh.catalogue.national import Record

ABSENT = "Không có thông tin"
_INVISIBLE = re.compile("[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]")
_WORD = re.compile(r"[^\W_]+")
_PARTS = ("* Hình thức nộp:", "Thời hạn giải quyết:", "Phí, lệ phí:", "Mô tả:")


def words(text: str) -> str:
    """The words of a text with single spaces around each, for finding one text in another."""
    plain = _INVISIBLE.sub("", unicodedata.normalize("NFC", text))
    return f" {' '.join(_WORD.findall(plain))} "


def lost_lines(data: bytes, record: Record) -> list[str]:
    """Lines of the file whose words stand nowhere in the raw sections."""
    kept = {
        words(f"{part.label} {line}" if number == 0 else line)
        for part in record.sections
        for number, line in enumerate(part.text.split("\n"))
    }
    lines = data.decode("utf-8-sig").replace("\r\n", "\n").split("\n")
    return [line for line in lines if line.strip() and words(line) not in kept]


def unspoken(record: Record) -> list[str]:
    """Lines of the raw sections whose words stand in no field of the record."""
    lost = []
    for label, field in _fields(record).items():
        spoken = words(field)
        for line in record.raw(label).split("\n"):
            said = line.strip()
            if said.startswith(ABSENT) or "Số lượng: Bản chính:" in said:
                continue
            for part in _PARTS:
                said = said.removeprefix(part)
            if words(said) not in spoken and words(said).strip():
                lost.append(f"{label}: {line}")
    return lost


def quantities(record: Record) -> int:
    """How many quantity lines the file has."""
    return record.raw("Thành phần hồ sơ").count("Số lượng: Bản chính:")


def fee_words(record: Record) -> list[tuple[str, str]]:
    """For each channel the words of its fees as written and as read."""
    return [
        (words(channel.fee_text), words(" ".join(fee.text for fee in channel.fees)))
        for channel in record.channels
        if channel.fee_text != ABSENT
    ]


def _fields(record: Record) -> dict[str, str]:
    return {
        "": "Chi tiết thủ tục hành chính",
        "Mã thủ tục": record.code,
        "Số quyết định": record.decision,
        "Tên thủ tục": record.name,
        "Cấp thực hiện": record.level_text,
        "Loại thủ tục": record.kind_text,
        "Lĩnh vực": record.sector,
        "Trình tự thực hiện": " ".join(step.text for step in record.steps),
        "Cách thức thực hiện": " ".join(
            f"{way.kind_text} {way.limit_text} {way.fee_text} {way.notes}"
            for way in record.channels
        ),
        "Thành phần hồ sơ": " ".join(
            [*(f"{paper.group} {paper.text}" for paper in record.papers), *record.paper_notes]
        ),
        "Đối tượng thực hiện": " ".join(record.applicants),
        "Cơ quan thực hiện": " ".join(record.agency_performing),
        "Cơ quan có thẩm quyền": " ".join(record.agency_competent),
        "Địa chỉ tiếp nhận HS": record.reception_address,
        "Cơ quan được ủy quyền": " ".join(record.authorised),
        "Cơ quan phối hợp": " ".join(record.cooperating),
        "Kết quả thực hiện": " ".join(record.results),
        "Căn cứ pháp lý": " ".join(f"{law.title} {law.number_text}" for law in record.legal_bases),
        "Yêu cầu, điều kiện thực hiện": record.conditions,
        "Từ khóa": " ".join(record.keywords),
        "Mô tả": record.description,
    }

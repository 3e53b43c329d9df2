"""The ten invented records, read field by field; and texts nobody expects."""

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.catalogue.national import whole
from toantrinh.catalogue.national import (
    ChannelKind,
    Kind,
    Level,
    Limit,
    Record,
    Unit,
    Unreadable,
    read_record,
    read_records,
)
from toantrinh.catalogue.national.sections import LABELS

RECORDS = Path(__file__).parent.parent / "records"
FILES = {file.stem: file.read_bytes() for file in sorted(RECORDS.glob("*.txt"))}


def record(number: int) -> Record:
    code = f"9.9{number:05}"
    return read_record(f"{code}.txt", FILES[code])


def test_ten_records_are_read_whole() -> None:
    found = list(read_records(RECORDS))
    assert len(found) == 10
    for one in found:
        assert isinstance(one, Record)
        assert whole.lost_lines(FILES[one.code], one) == []
        assert whole.unspoken(one) == []
        assert all(written == read for written, read in whole.fee_words(one))
        assert whole.quantities(one) == len(one.papers) + one.unparsed.get("empty_papers", 0)


def test_short_fields() -> None:
    one = record(1)
    assert (one.code, one.decision) == ("9.900001", "01/QĐ-XMM")
    assert one.name == "Ghi tên vào sổ những người thả diều đêm"
    assert (one.levels, one.kind, one.sector) == ((Level.COMMUNE,), Kind.ASSIGNED, "Diều và gió")
    assert one.agency_performing == ("Ủy ban nhân dân xã Mây Mù",)
    assert one.agency_competent == ("Chủ tịch Ủy ban nhân dân xã Mây Mù",)
    assert one.keywords == ("diều", "thả đêm", "gió")
    assert one.unparsed == {}


def test_channels_with_limits_and_fees() -> None:
    online, direct, post = record(1).channels
    assert [way.kind for way in (online, direct, post)] == [
        ChannelKind.ONLINE,
        ChannelKind.DIRECT,
        ChannelKind.POST,
    ]
    assert online.limit == Limit(Decimal(3), Unit.WORKING_DAY)
    assert post.limit == Limit(Decimal("4.5"), Unit.WORKING_DAY)
    assert online.notes == "Gửi qua trang của xã Mây Mù."
    assert [fee.amount for fee in post.fees] == [10000, 5000]
    assert post.fees[1].description == "Phí gửi sổ | một chiều"


def test_papers_keep_groups_quantities_and_notes() -> None:
    one = record(2)
    assert [(paper.group, paper.originals, paper.copies) for paper in one.papers] == [
        ("Trường hợp mượn trong ngày", 1, 0),
        ("Trường hợp mượn qua đêm:", 2, 1),
        ("Trường hợp mượn qua đêm:", 0, 0),
    ]
    assert one.papers[0].name == "Giấy xin mượn tiếng trống"
    assert one.papers[0].text == "- Giấy xin mượn tiếng trống"
    assert one.paper_notes == ("Ghi chú: người mượn lần thứ hai không phải nộp lại thẻ.",)
    assert record(1).papers[0].form_file == "tep-mau-dieu-01.docx"


def test_lines_that_look_like_labels_stay_text() -> None:
    one = record(2)
    assert one.channels[0].notes.split("\n") == [
        "Nộp tại quầy.",
        "Thành phần hồ sơ: xem bảng treo ở quầy.",
        "- Buổi sáng: từ 8 giờ.",
        "* Hình thức nộp: tùy người mượn chọn.",
    ]
    assert one.conditions.endswith("\nMô tả: nhịp chậm, đều.")
    assert one.conditions == one.description
    assert record(6).conditions == "Đàn vịt đã tắm.\nTừ khóa:"
    assert record(6).keywords == ("vịt", "thuyền")


def test_steps_keep_their_indent() -> None:
    assert [(step.indent, step.text[:8]) for step in record(2).steps] == [
        (2, "* Bước 1"),
        (4, "- Người "),
        (2, "* Bước 2"),
        (4, "- Bảo tà"),
    ]


def test_values_over_several_lines() -> None:
    one = record(5)
    assert one.name.endswith("bãi cát chung, kể cả bãi nổi theo mùa trăng")
    assert one.levels == (Level.PROVINCE, Level.COMMUNE)
    assert record(2).reception_address.split("\n")[1] == "(Cửa sau của bảo tàng)"
    assert record(2).legal_bases[0].title == "Nghị quyết về tiếng làng của tỉnh Gió Lành"
    assert record(2).legal_bases[0].number == "05/NQ-HĐND"


def test_no_information_is_absent() -> None:
    one = record(4)
    assert (one.papers, one.legal_bases, one.applicants, one.agency_performing) == ((),) * 4
    assert (one.conditions, one.description, one.keywords) == ("", "", ())
    assert [way.fees for way in one.channels] == [(), ()]
    assert record(3).decision == ""


def test_what_gave_no_number_is_counted_and_kept() -> None:
    assert record(3).unparsed == {"limits": 1, "fees": 2, "legal_bases": 1}
    assert record(3).channels[2].limit is None
    assert record(3).channels[2].limit_text.endswith("vùng núi không quá 30 ngày OTHER")
    assert record(4).unparsed == {"limit_units": 1}
    assert record(5).unparsed == {"limits": 1, "papers": 1}
    assert record(7).unparsed == {"channels": 1, "empty_papers": 1}
    assert record(7).channels[1].kind_text == "FAX"


def test_litter_of_word_processors_is_gone() -> None:
    assert record(10).papers[0].name == "Biên bản họp lớp"


def test_decomposed_letters_are_composed() -> None:
    assert "Đăng ký chỗ ngồi".encode() not in FILES["9.900009"]
    assert record(9).name.startswith("Đăng ký chỗ ngồi")


@pytest.mark.parametrize("code", sorted(FILES))
def test_digest_knows_words_not_spaces(code: str) -> None:
    data = FILES[code]
    digest = read_record("a", data).digest()
    text = data.decode()
    assert read_record("b", b"\xef\xbb\xbf" + data).digest() == digest
    assert read_record("b", text.replace("\n", "\r\n").encode()).digest() == digest
    assert read_record("b", text.replace("\n", "  \n").encode()).digest() == digest
    assert read_record("b", text.encode("utf-16")).digest() == digest
    assert read_record("b", data + b"\n").digest() == digest


def test_digest_sees_a_changed_word() -> None:
    changed = FILES["9.900001"].replace(b"8000 VN", b"9000 VN")
    assert read_record("a", changed).digest() != record(1).digest()


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("Mã thủ tục: 9.900001", "Mã thủ tục: 9.9", 2),
        ("Mã thủ tục: 9.900001", "Mã thủ tục: không", 2),
        ("Mã thủ tục: 9.900001", "Mã thủ tục: 9.900001\nMã thủ tục: 9.900002", 2),
        ("Mã thủ tục: 9.900001", "Mã thủ tục:", 2),
        ("Tên thủ tục: Ghi tên vào sổ những người thả diều đêm", "Tên thủ tục: ", 4),
    ],
)
def test_a_record_without_code_or_name_is_refused(old: str, new: str, line: int) -> None:
    data = FILES["9.900001"].decode().replace(old, new).encode()
    with pytest.raises(Unreadable) as refused:
        read_record("x.txt", data)
    assert (refused.value.file, refused.value.line) == ("x.txt", line)


def outcome(data: bytes) -> Record | Unreadable:
    """The record, or its refusal; anything else raised fails the test."""
    try:
        return read_record("x.txt", data)
    except Unreadable as refused:
        return refused


def never_breaks(data: bytes) -> None:
    """Either a record that holds every line, or a refusal that names the file and speaks."""
    found = outcome(data)
    if isinstance(found, Unreadable):
        assert found.file == "x.txt"
        assert found.problem().text()
        assert found.text().startswith(found.problem().text())
    else:
        assert found.digest()
        assert whole.unspoken(found) == []


@given(st.binary(max_size=300))
@example(b"\xff\xfe")
@example(b"\xff\xfe\x00\xd8")
@example(b"\xef\xbb\xbf")
def test_any_bytes(data: bytes) -> None:
    never_breaks(data)


@given(st.text(max_size=300))
def test_any_text(text: str) -> None:
    never_breaks(text.encode("utf-8", "surrogatepass"))


LINES = st.one_of(
    st.sampled_from([f"{label}: x" for label in LABELS] + [f"{label}:" for label in LABELS]),
    st.sampled_from(["", "  [ a", "]", "    - b", "      Số lượng: Bản chính: 1, Bản sao: x"]),
    st.sampled_from(["  * Hình thức nộp: ONLINE", "    Phí, lệ phí: 1 VNĐ (((a | ) 2 đ"]),
    st.text(alphabet="ab(),;|[]*- :/.09Đ\t\n", max_size=30),
)


@settings(max_examples=300)
@given(st.sampled_from(sorted(FILES)), st.data())
def test_records_with_lines_changed(code: str, data: st.DataObject) -> None:
    lines = FILES[code].decode().split("\n")
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(lines) - 1))
        new = data.draw(st.lists(LINES, max_size=3))
        lines[place : place + data.draw(st.integers(0, 2))] = new
        lines = lines or [""]
    found = outcome("\n".join(lines).encode())
    assert isinstance(found, Record) or found.text()
    if isinstance(found, Record):
        kept = whole.words(" ".join(f"{part.label} {part.text}" for part in found.sections))
        assert all(whole.words(line) in kept for line in lines if whole.words(line).strip())

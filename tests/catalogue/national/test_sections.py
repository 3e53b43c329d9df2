"""Broken files: each is refused with the line and the reason; none is half read."""

import time

import pytest

from tests.catalogue.national.test_reader import FILES, outcome
from toantrinh.catalogue.national import Unreadable, read_record
from toantrinh.catalogue.national.sections import LABELS, MAX_BYTES

GOOD = FILES["9.900001"]


def refusal(data: bytes) -> Unreadable:
    with pytest.raises(Unreadable) as refused:
        read_record("x.txt", data)
    assert refused.value.file == "x.txt"
    return refused.value


@pytest.mark.parametrize("data", [b"", b" \r\n\t\n", b"\xef\xbb\xbf", b"\xff\xfe"])
def test_empty(data: bytes) -> None:
    assert refusal(data).text() == "Tệp trống."


@pytest.mark.parametrize(
    ("data", "line"),
    [(b"PK\x03\x04\x14\x00\x00", 1), (GOOD.replace(b"DIRECT", b"DIR\x00CT"), 17), (b"\x00" * 9, 1)],
)
def test_binary(data: bytes, line: int) -> None:
    refused = refusal(data)
    assert refused.text() == "Tệp không phải là văn bản."
    assert refused.line == line


def test_another_text() -> None:
    assert refusal(b"Hello\nworld\n").message == "Tệp không phải là bản công bố một thủ tục."


@pytest.mark.parametrize("encoding", ["cp1258", "latin-1", "cp1252"])
def test_other_encodings_name_the_line(encoding: str) -> None:
    refused = refusal(GOOD.decode().encode(encoding, "replace"))
    assert refused.line == 1
    assert refused.remedy is not None
    assert "UTF-8" in refused.text()


def test_doubly_encoded_text_is_no_record() -> None:
    # What comes of reading UTF-8 as Latin-1 and saving that as UTF-8.
    assert refusal(GOOD.decode("latin-1").encode()).line == 1


def test_utf16_without_its_mark_is_binary() -> None:
    assert refusal(GOOD.decode().encode("utf-16-le")).message == "Tệp không phải là văn bản."


def test_bad_byte_in_the_middle() -> None:
    lines = GOOD.split(b"\n")
    lines[8] += b"\xc3("
    assert refusal(b"\n".join(lines)).line == 9


@pytest.mark.parametrize("code", sorted(FILES))
def test_cut_anywhere_is_noticed(code: str) -> None:
    """The strongest form: whatever byte the file ends at, it is refused or says the same."""
    data = FILES[code]
    digest = read_record("x.txt", data).digest()
    for end in range(len(data)):
        found = outcome(data[:end])
        if isinstance(found, Unreadable):
            assert found.line is None or found.line <= data.count(b"\n", 0, end) + 1
        else:
            assert found.digest() == digest


def test_cut_names_the_line_where_it_broke() -> None:
    end = GOOD.index("Cách thức".encode())
    refused = refusal(GOOD[:end])
    assert refused.line == GOOD.count(b"\n", 0, end) - 1
    assert "Cách thức thực hiện" in refused.text()
    assert "Mô tả" in refused.text()


@pytest.mark.parametrize("label", LABELS)
def test_a_missing_label_is_named(label: str) -> None:
    lines = GOOD.decode().split("\n")
    kept = [line for line in lines if not line.startswith(f"{label}:")]
    assert len(kept) == len(lines) - 1
    assert label in refusal("\n".join(kept).encode()).text()


@pytest.mark.parametrize(
    "label", ["Số quyết định", "Lĩnh vực", "Cơ quan phối hợp", "Cấp thực hiện"]
)
def test_a_doubled_label_is_named(label: str) -> None:
    lines = GOOD.decode().split("\n")
    place = next(at for at, line in enumerate(lines) if line.startswith(f"{label}:"))
    doubled = [*lines[: place + 1], lines[place] + " khác", *lines[place + 1 :]]
    refused = refusal("\n".join(doubled).encode())
    assert refused.params["label"] == label
    assert refused.line in {place + 1, place + 2}


def test_two_records_in_one_file() -> None:
    refused = refusal(GOOD + b"\n" + FILES["9.900005"])
    assert refused.line == GOOD.count(b"\n") + 2
    assert refused.message.startswith("Tệp chứa nhiều thủ tục")


def test_labels_in_another_order() -> None:
    text = GOOD.decode()
    sector = "Lĩnh vực: Diều và gió\n"
    moved = text.replace(sector, "").replace("Mã thủ tục", sector + "Mã thủ tục")
    assert "Lĩnh vực" in refusal(moved.encode()).text()


def test_too_large() -> None:
    assert refusal(GOOD + b" " * MAX_BYTES).params["size"] == len(GOOD) + MAX_BYTES


@pytest.mark.parametrize(
    "sign", ["(", ")", "1", "1.", ",", " |", "- ", "a,A", "(1)", "\t", "*", "ậ"]
)
def test_a_huge_line_takes_no_longer_than_its_length(sign: str) -> None:
    huge = sign * (1_000_000 // len(sign))
    text = GOOD.decode()
    for field in ("8000 VNĐ", "3 WORKING_DAY", "Ảnh chụp con diều", "Luật Diều", "diều, thả"):
        assert field in text
        text = text.replace(field, field + huge[:100_000])
    text = text.replace("Sổ người thả diều,", "Sổ người thả diều," + huge[:100_000])
    began = time.process_time()
    assert read_record("x.txt", text.encode()).code == "9.900001"
    assert time.process_time() - began < 5


def test_line_ends_of_all_kinds() -> None:
    for end in ("\r\n", "\r", "\u2028"):
        data = GOOD.decode().replace("\n", end).encode()
        assert len(read_record("x.txt", data).channels) == 3

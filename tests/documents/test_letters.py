"""Letters: PDF/A-2b, Vietnamese letters shown, data never read as markup."""

import io
import re
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime

import pikepdf
import pytest
import segno

from tests.documents.conftest import BIRTH
from toantrinh.documents.letters import LETTERS, date_in_words, qr_svg, render
from toantrinh.kernel.errors import Refusal

FORM: Mapping[str, object] = {
    "agency": "Trung tâm Phục vụ hành chính công phường Bạch Mai",
    "date": date(2026, 7, 6),
    "applicant": "Nguyễn Văn Ước",
    "content": "Đăng ký khai sinh",
    "dossier_code": "H26.14-260706-0001",
    "papers": ["Giấy chứng sinh", "Văn bản ủy quyền"],
    "received_at": datetime(2026, 7, 6, 2, 30, tzinfo=UTC),
    "due_at": datetime(2026, 7, 6, 10, 0, tzinfo=UTC),
    "received_on": date(2026, 7, 6),
    "new_due_at": datetime(2026, 7, 8, 10, 0, tzinfo=UTC),
    "missing": ["Giấy chứng sinh còn thiếu trang 2"],
    "reason": "Ảnh chụp mờ, không đọc được số.",
    "title": "Quyết định",
    "full_name": "Nguyễn Thị Ẩn",
    "birth_date": date(2026, 4, 21),
    "sex": "Nữ",
    "plan": "Kế hoạch",
    "source": "12/KH",
    "count": "1/2",
    "held": [["Chưa báo cáo", 1]],
    "heads": ["TT"] * 8,
    "note": "",
    # Thirteen cells are a row of the register, and some of the control slip.
    "rows": [["Ẩn"] * 13],
    "since": date(2026, 7, 1),
    "until": date(2026, 7, 6),
    "place": "Phường Bạch Mai",
    "finding": "Cao hơn tháng trước.",
    "about": "Tỉnh Thanh Hóa, 11/2026",
    "chart": '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>',
    "meaning": "Tử số: hồ sơ đúng hạn.",
    "made": "Lập lúc 06/07/2026",
}


def shown(pdf: bytes) -> str:
    """The text that a reader of the page sees, by the fonts' own tables of letters."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return "".join(_of_page(page) for page in opened.pages)


def _of_page(page: pikepdf.Page) -> str:
    fonts = {
        str(name): _letters(font.ToUnicode.read_bytes().decode())
        for name, font in page.Resources.Font.items()
    }
    text, current = [], {}
    for step in pikepdf.parse_content_stream(page):
        operator = str(step.operator)
        if operator == "Tf":
            current = fonts[str(step.operands[0])]
        elif operator in {"Tj", "TJ"}:
            parts = step.operands[0] if operator == "TJ" else step.operands
            raw = b"".join(bytes(part) for part in parts if isinstance(part, pikepdf.String))
            text += [current.get(raw[i : i + 2].hex(), "") for i in range(0, len(raw), 2)]
    return "".join(text)


def _letters(table: str) -> dict[str, str]:
    pairs = re.findall(r"<([0-9A-Fa-f]{4})> <([0-9A-Fa-f]+)>", table)
    return {code.lower(): bytes.fromhex(text).decode("utf-16-be") for code, text in pairs}


@pytest.mark.parametrize("kind", sorted(LETTERS))
def test_every_letter_is_pdf_a_2b_with_its_fonts_inside(kind: str) -> None:
    with pikepdf.open(io.BytesIO(render(kind, FORM))) as pdf:
        with pdf.open_metadata() as meta:
            assert (meta["pdfaid:part"], meta["pdfaid:conformance"]) == ("2", "B")
        assert str(pdf.Root.OutputIntents[0].S) == "/GTS_PDFA1"
        for font in pdf.pages[0].Resources.Font.values():
            below = font.DescendantFonts[0].FontDescriptor
            assert "/FontFile3" in below or "/FontFile2" in below


def test_a_birth_certificate_shows_what_it_was_given() -> None:
    text = shown(render("birth_certificate", BIRTH))
    for expected in (
        "NGUYỄN THỊ QUỲNH ẨN",
        "Trần Thị Đỗ Quyên",
        "Ngày hai mươi mốt tháng tư năm hai nghìn không trăm hai mươi sáu",
        "7K2M-Q9XD-04WT",
    ):
        assert expected in text


def test_a_demonstration_is_marked_and_a_real_letter_is_not() -> None:
    assert "MẪU" in shown(render("birth_certificate", BIRTH))
    real = shown(render("birth_certificate", {**BIRTH, "synthetic": False}))
    assert "MẪU" not in real
    assert "MINH HỌA" not in real


@pytest.mark.parametrize(
    "name",
    [
        "#panic()",
        "$x$ ] [ } {",
        '"; #read("/etc/hostname")',
        "*đậm* _nghiêng_ = Đầu đề",
        "\\u{41} @nhãn <nhãn>",
        '{"full_name": 1}',
    ],
)
def test_a_name_is_never_markup(name: str) -> None:
    text = shown(render("refusal", {**FORM, "applicant": name}))
    assert name.replace(" ", "") in text.replace(" ", "")


def test_every_vietnamese_letter_has_a_glyph() -> None:
    letters = "".join(
        chr(sign)
        for sign in (
            *range(0x1EA0, 0x1EFA),
            *map(ord, "ĂăÂâĐđÊêÔôƠơƯưÀàÁáÃãÈèÉéÌìÍíĨĩÒòÓóÕõÙùÚúŨũÝý"),
        )
    )
    assert letters in shown(render("refusal", {**FORM, "reason": letters})).replace(" ", "")


def test_letters_without_a_glyph_are_refused_with_a_remedy() -> None:
    with pytest.raises(Refusal) as refused:
        render("refusal", {**FORM, "applicant": "木村 \U0001f600"})
    assert refused.value.remedy


def test_missing_fields_are_named() -> None:
    with pytest.raises(ValueError, match="birth_date, sex"):
        render("birth_certificate", {"agency": "A", "date": "", "full_name": "B"})


def test_times_are_those_of_viet_nam() -> None:
    assert "09:30 ngày 06/07/2026" in shown(render("receipt", FORM))


def test_the_same_data_at_the_same_moment_gives_the_same_bytes() -> None:
    at = datetime(2026, 7, 6, tzinfo=UTC)
    assert render("receipt", FORM, at=at) == render("receipt", FORM, at=at)


def test_threads_do_not_disturb_each_other() -> None:
    def name(i: int) -> bool:
        return f"Người {i:03}" in shown(render("refusal", {**FORM, "applicant": f"Người {i:03}"}))

    with ThreadPoolExecutor(4) as pool:
        assert all(pool.map(name, range(24)))


def test_the_qr_code_holds_the_address() -> None:
    address = "https://dichvucong.example.vn/kiem-tra/7K2M-Q9XD-04WT"
    expected = segno.make(address, error="m", mask=3, micro=False)
    dark = {
        (row, column)
        for row, line in enumerate(expected.matrix)
        for column, module in enumerate(line)
        if module
    }
    assert _drawn(qr_svg(address), quiet=4) == dark


def _drawn(svg: str, quiet: int) -> set[tuple[int, int]]:
    """The dark modules of a picture made of strokes one module high."""
    [path] = re.findall(r' d="([^"]+)"', svg)
    found = set()
    x = y = 0.0
    for command, numbers in re.findall(r"([Mmh])([-0-9. ]+)", path):
        values = [float(number) for number in re.findall(r"-?[0-9.]+", numbers)]
        if command == "h":
            width = int(values[0])
            found |= {(int(y) - quiet, int(x) - quiet + step) for step in range(width)}
            x += width
        else:
            x, y = (values[0] + x * (command == "m"), values[1] + y * (command == "m"))
    return found


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 4, 1), "Ngày một tháng tư năm hai nghìn không trăm hai mươi sáu"),
        (date(2005, 10, 15), "Ngày mười lăm tháng mười năm hai nghìn không trăm lẻ năm"),
    ],
)
def test_days_in_words(day: date, words: str) -> None:
    assert date_in_words(day) == words

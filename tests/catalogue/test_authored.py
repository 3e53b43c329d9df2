"""Authored procedures are refused with the line of each mistake."""

from datetime import date
from pathlib import Path

import pytest

from toantrinh.catalogue.authored import all_authored, read_authored
from toantrinh.kernel.errors import Invalid

GOOD = """\
code: "9.800001"
valid_from: 2025-07-01
name: Ghi tên con mèo
papers:
  - key: photo
    name: Ảnh
    condition: big == true
pages:
  - key: cat
    title: Con mèo
    fields:
      - key: big
        label: Mèo to không?
        kind: yes_no
      - key: weight
        label: Nặng bao nhiêu?
        kind: number
        show_if: big == true
    checks:
      - rule: weight < 100
        message: Nặng quá.
        field: weight
"""


def written(tmp_path: Path, text: str) -> Path:
    place = tmp_path / "9.800001" / "procedure.yaml"
    place.parent.mkdir(exist_ok=True)
    place.write_text(text, encoding="utf-8")
    return place


def line_of(text: str, part: str) -> int:
    return next(number for number, line in enumerate(text.splitlines(), 1) if part in line)


def refused(tmp_path: Path, text: str) -> list[tuple[str, int | None]]:
    with pytest.raises(Invalid) as raised:
        read_authored(written(tmp_path, text))
    assert "9.800001/procedure.yaml" in raised.value.text()
    return [(problem.where, problem.line) for problem in raised.value.problems]


def test_a_good_one_is_read(tmp_path: Path) -> None:
    read = read_authored(written(tmp_path, GOOD))
    assert read.valid_from == date(2025, 7, 1)
    assert [field.key for field in read.content.fields()] == ["big", "weight"]


def test_all_that_are_written_here_are_good() -> None:
    codes = [entry.content.code for entry in all_authored()]
    assert "1.001193" in codes
    assert len(codes) == len(set(codes))


@pytest.mark.parametrize(
    ("old", "new", "where", "line_with"),
    [
        ("name: Ghi tên con mèo", "nom: Ghi tên con mèo", "nom", "nom:"),
        ("kind: number", "kind: numbers", "pages.0.fields.1.kind", "kind: numbers"),
        ("key: weight", "key: Weight", "pages.0.fields.1.key", "key: Weight"),
        ("show_if: big == true", "show_if: big ==", "pages.0.fields.1.show_if", "show_if"),
        ("show_if: big == true", "show_if: large", "pages.0.fields.1.show_if", "show_if"),
        ("show_if: big == true", "show_if: weight > 1", "pages.0.fields.1.show_if", "show_if"),
        ("rule: weight < 100", "rule: height < 100", "pages.0.checks.0.rule", "rule: height"),
        ("field: weight", "field: height", "pages.0.checks.0.field", "field: height"),
        ("condition: big == true", "condition: huge", "papers.0.condition", "condition"),
        ("key: weight", "key: big", "pages.0.fields.1", "- key: big"),
        ("key: photo", "key: 7", "papers.0.key", "key: 7"),
    ],
)
def test_a_mistake_is_told_with_its_line(
    tmp_path: Path, old: str, new: str, where: str, line_with: str
) -> None:
    text = GOOD.replace(old, new, 1)
    assert text != GOOD
    problems = dict(refused(tmp_path, text))
    assert where in problems
    expected = [n for n, line in enumerate(text.splitlines(), 1) if line_with in line]
    assert problems[where] in expected


def test_several_mistakes_are_told_at_once(tmp_path: Path) -> None:
    text = GOOD.replace("kind: number", "kind: x").replace("title:", "titel:")
    problems = dict(refused(tmp_path, text))
    assert problems["pages.0.fields.1.kind"] == line_of(text, "kind: x")
    assert problems["pages.0.titel"] == line_of(text, "titel")


@pytest.mark.parametrize(
    ("text", "line"),
    [("a: [1,\nb: 2\n", 2), ("- one\n- two\n", 1), ("", 1), ("code: '9.8'\n", 1), ("a: b: c", 1)],
)
def test_what_is_no_procedure_is_told(tmp_path: Path, text: str, line: int) -> None:
    ((_where, found),) = refused(tmp_path, text)
    assert found is not None
    assert found <= line + 1


def test_a_file_in_another_encoding_is_told(tmp_path: Path) -> None:
    place = written(tmp_path, GOOD)
    place.write_bytes(GOOD.encode("utf-16"))
    with pytest.raises(Invalid):
        read_authored(place)


def test_a_key_written_twice_is_told(tmp_path: Path) -> None:
    text = GOOD + "name: Ghi tên con chó\n"
    ((_where, line),) = refused(tmp_path, text)
    assert line == len(text.splitlines())


def told(tmp_path: Path, text: str) -> str:
    with pytest.raises(Invalid) as raised:
        read_authored(written(tmp_path, text))
    return raised.value.text()


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("name: Ghi tên con mèo", "nmae: Ghi tên con mèo", "Có phải bạn muốn viết “name”?"),
        ("kind: yes_no", "kind: yesno", "Hãy chọn một trong"),
        ("label: Mèo to không?", "label: 3", "đặt trong dấu nháy"),
        ("    name: Ảnh\n", "    name: Ảnh\n    copies: -1\n", "từ 0 trở lên"),
        ("condition: big == true", 'condition: big == duration("1h")', "không dùng được hàm"),
        (
            "condition: big == true",
            "condition: '[[1]].all(x, x.all(y, y > 0))'",
            "danh sách trong danh sách",
        ),
        ("pages:", "channels: [{kind: online, limit: {kind: days, amount: 0}}]\npages:", "bằng 0"),
        ("pages:", "fees: [{name: Lệ phí, amount: 5000}]\npages:", "fees.0.valid_from (8)"),
        (
            "pages:",
            "fees: [{name: Phí, amount: 1, valid_from: 2025-07-01, valid_to: 2025-01-01}]\npages:",
            "ở trước ngày có hiệu lực",
        ),
        (
            "pages:",
            "process: [{key: tham_tra, title: Thẩm tra, hours: 8}]\npages:",
            "process.0.post (8)",
        ),
        ("pages:", "service_level: partial\npages:", "Điều 14"),
        ("pages:", "service_level: end_to_end\npages:", "thêm kênh online"),
        ("pages:", "competence: [{kind: so-mua}]\npages:", "Không có loại cơ quan"),
        (
            "pages:",
            "process: [{key: a, title: A, post: leader, hours: 1, leads_to: [{to: b}]}]\npages:",
            "Không có bước “b”",
        ),
        ("kind: number", "kind: choice", "Hãy thêm options"),
        ("kind: number", "kind: computed", "Hãy thêm formula"),
        ("kind: number", "kind: group", "Hãy thêm fields"),
    ],
)
def test_each_mistake_says_how_to_mend_it(tmp_path: Path, old: str, new: str, words: str) -> None:
    text = GOOD.replace(old, new, 1)
    assert text != GOOD
    assert words in told(tmp_path, text)


def test_a_bomb_is_refused_before_it_unfolds(tmp_path: Path) -> None:
    rows = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    rows += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
    assert "bí danh" in told(tmp_path, GOOD + "\n".join(rows) + "\n")
    assert "quá sâu" in told(tmp_path, GOOD + "deep: " + "[" * 40 + "]" * 40 + "\n")
    assert "256 KB" in told(tmp_path, GOOD + "#" * 300_000 + "\n")


def test_a_template_that_reads_files_is_refused(tmp_path: Path) -> None:
    written(tmp_path, GOOD).with_name("letter.typ").write_text(
        '#let x = read("/etc/passwd")\n', encoding="utf-8"
    )
    assert "“read”" in told(tmp_path, GOOD)

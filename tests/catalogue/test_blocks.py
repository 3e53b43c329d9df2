"""Shared blocks of questions: unfolded when a sheet is read, with the lines of what names them."""

from pathlib import Path

import pytest

from toantrinh.catalogue.authored import Authored, read_authored
from toantrinh.kernel.errors import Invalid

SHEET = """\
code: "9.800003"
valid_from: 2025-07-01
name: Ghi tên con mèo
pages:
  - use: applicant
    place: Nơi mèo ở
    place_en: Where the cat lives
    without: [applicant_street, applicant_phone]
  - key: owner
    title: Chủ
    fields:
      - {key: big, kind: yes_no, label: To không}
      - {use: person, as: owner, of: chủ mèo, of_en: the owner, without: [sex], show_if: big}
      - {key: weight, kind: number, label: Nặng}
    checks:
      - {rule: weight < 9, field: weight, message: Nặng quá}
"""


def read(tmp_path: Path, text: str) -> Authored:
    place = tmp_path / "procedure.yaml"
    place.write_text(text, encoding="utf-8")
    return read_authored(place)


def test_blocks_are_unfolded_with_the_words_that_were_given(tmp_path: Path) -> None:
    content = read(tmp_path, SHEET).content
    assert [page.key for page in content.pages] == ["applicant", "owner"]
    commune = content.pages[0].fields[3]
    assert (commune.label, commune.label_en) == ("Nơi mèo ở", "Where the cat lives")
    keys = [field.key for field in content.pages[0].fields]
    assert "applicant_street" not in keys
    owner = content.pages[1].fields
    assert [field.key for field in owner] == [
        *("big", "owner_name", "owner_number", "owner_birth_date", "owner_ethnicity"),
        *("owner_nationality", "owner_residence", "weight"),
    ]
    assert owner[1].label == "Họ, chữ đệm, tên chủ mèo"
    assert {field.show_if for field in owner[1:-1]} == {"big"}


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("use: applicant", "use: nobody", 5),
        ("as: owner, of: chủ mèo", "as: owner", 13),
        ("show_if: big", "show_if: small", 13),
        ("kind: number, label: Nặng", "kind: numbers, label: Nặng", 14),
        ("key: weight, kind", "key: owner_name, kind", 14),
        ("rule: weight < 9", "rule: weigh < 9", 16),
    ],
)
def test_lines_are_those_of_the_sheet(tmp_path: Path, old: str, new: str, line: int) -> None:
    assert old in SHEET
    with pytest.raises(Invalid) as raised:
        read(tmp_path, SHEET.replace(old, new))
    assert raised.value.problems[0].line == line

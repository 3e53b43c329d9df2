"""What is masked until somebody asks: by the kind of the question, wherever it stands."""

import pytest

from toantrinh.catalogue.content import Paper
from toantrinh.catalogue.masking import is_masked, masked_answer, shows_identity
from toantrinh.catalogue.questions import FormField, Kind


def asked(kind: Kind, **more: object) -> FormField:
    return FormField.model_validate({"key": "a", "label": "A", "kind": kind, **more})


@pytest.mark.parametrize(
    ("kind", "value", "shown"),
    [
        ("personal_number", "003194000137", "•••••••••137"),
        ("phone", "0912345678", "•••••••678"),
        ("phone", "113", "113"),
        ("email", "nguyen.hoa@example.vn", "n•••@example.vn"),
        ("email", "@", "•••@"),
        ("tax_code", "003194000137", "•••••••••137"),
        ("tax_code", "0100109106", "0100109106"),
        ("text", "003194000137", "003194000137"),
        ("name", "Nguyễn Thị Hòa", "Nguyễn Thị Hòa"),
        ("personal_number", "", ""),
        ("phone", None, None),
        ("yes_no", True, True),
    ],
)
def test_the_kind_says_what_shows(kind: Kind, value: object, shown: object) -> None:
    assert masked_answer(asked(kind), value) == shown
    assert is_masked(asked(kind), value) is (shown != value)


def test_rows_of_a_group_are_masked_inside() -> None:
    inner = [
        {"key": "n", "label": "N", "kind": "name"},
        {"key": "p", "label": "P", "kind": "phone"},
    ]
    group = asked("group", fields=inner)
    rows = [{"n": "An", "p": "0912345678"}, {"n": "Bình"}]
    assert masked_answer(group, rows) == [{"n": "An", "p": "•••••••678"}, {"n": "Bình"}]
    assert rows[0]["p"] == "0912345678"


def test_of_a_second_signer_the_name_shows() -> None:
    signer = {"name": "Lê An", "number": "003194000137"}
    assert masked_answer(asked("signature"), signer) == {"name": "Lê An", "number": "•••••••••137"}


@pytest.mark.parametrize(
    ("kind", "name", "shows"),
    [
        ("identity", "Bản sao giấy tờ", True),
        ("", "Bản sao thẻ căn cước công dân", True),
        ("", "Hộ chiếu hoặc Giấy tờ tùy thân khác", True),
        ("", "Giấy chứng sinh", False),
        ("proof", "Hộ chiếu", False),
    ],
)
def test_identity_papers_say_so_or_are_called_so(kind: str, name: str, shows: bool) -> None:
    paper = Paper.model_validate({"key": "a", "name": name, "kind": kind})
    assert shows_identity(paper) is shows


def test_what_was_sent_besides_may_show_anything() -> None:
    assert shows_identity(None)

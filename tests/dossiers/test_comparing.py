"""What registers say beside answers: marked where it differs, masked alike, logged, erasable."""

from datetime import date

import pytest

from tests import players as p
from tests.web.desk.conftest import page_of, sign_in
from toantrinh.catalogue.general_form import with_form
from toantrinh.catalogue.questions import FormField
from toantrinh.command.demo import keep_registers
from toantrinh.dossiers import comparing
from toantrinh.dossiers.answers import answers_of
from toantrinh.dossiers.comparing import Says, agree, keep_record, nearly, said
from toantrinh.dossiers.desk_models import RegisterRecord
from toantrinh.journal.models import Access

pytestmark = pytest.mark.django_db
NUMBER = "003194000137"
DAY = date(2026, 3, 2)


@pytest.fixture
def who() -> p.Players:
    return p.players()


def question(kind: str) -> FormField:
    return FormField.model_validate({"key": "x", "label": "X", "kind": kind})


@pytest.mark.parametrize(
    ("kind", "written", "says", "same", "close"),
    [
        ("name", "Nguyễn Thị Hòa", "NGUYỄN THỊ HOÀ", True, True),
        ("name", "Nguyễn Thị Hòa", "Nguyễn Thị Hoa", False, True),
        ("name", "Nguyễn Thị Hòa", "Lê Thị Hòa", False, False),
        ("text", "Thanh  Hóa", "thanh hóa", True, True),
        ("commune", "14797", "14758", False, False),
        ("phone", "", "0912000137", False, False),
    ],
)
def test_differences_are_for_eyes(
    kind: str, written: str, says: str, same: bool, close: bool
) -> None:
    assert agree(question(kind), written, says) is same
    assert nearly(written, says) is close


def test_a_record_is_sealed_and_replaced(who: p.Players) -> None:
    for name in ("Nguyễn Thị Hoa", "Nguyễn Thị Hòa"):
        row = keep_record("dan_cu", NUMBER, {"full_name": name}, as_of=DAY)
    assert list(RegisterRecord.objects.all()) == [row]
    assert "Nguyễn".encode() not in bytes(row.sealed)
    dossier = p.submitted(who)
    form = with_form(dossier.version.read)
    found = said(dossier, form, answers_of(dossier))
    assert found == {"applicant_name": Says("dan_cu", "Nguyễn Thị Hòa", DAY)}


def test_another_source_goes_beside(who: p.Players, monkeypatch: pytest.MonkeyPatch) -> None:
    keep_record("dan_cu", NUMBER, {"full_name": "Nguyễn Thị Hòa"}, as_of=DAY)
    late = {
        "applicant_name": Says("ho_tich", "Khác", DAY),
        "child_name": Says("ho_tich", "Lê Minh An", DAY),
    }
    sources = [*comparing.SOURCES, lambda *_asked: late]
    monkeypatch.setattr(comparing, "SOURCES", sources)
    dossier = p.submitted(who)
    found = said(dossier, with_form(dossier.version.read), {})
    assert found["applicant_name"].register == "dan_cu"
    assert found["child_name"] is late["child_name"]


def test_the_desk_marks_what_differs_masks_and_logs(who: p.Players) -> None:
    keep_registers()
    dossier, client = p.processing(who), sign_in(who.cast.specialist)
    page = " ".join(client.get(page_of(dossier)).content.decode().split())
    assert "Cơ sở dữ liệu ghi" in page and "2 điều khác cơ sở dữ liệu" in page
    assert "khác với lời khai" in page and "khớp" in page
    assert "0912000137" not in page and "•••••••137" in page
    seen = Access.objects.get(page="desk/dossier")
    assert {"registers.applicant_name", "registers.applicant_phone"} <= set(seen.fields)
    shown = client.post(page_of(dossier, "hien/"), {"field": "applicant_phone"})
    assert shown.status_code == 200


def test_without_records_there_is_no_column(who: p.Players) -> None:
    page = sign_in(who.cast.specialist).get(page_of(p.processing(who))).content.decode()
    assert "Cơ sở dữ liệu ghi" not in page

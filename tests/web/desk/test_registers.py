"""Register, control slip and tallies at the officers' door."""

import io
from datetime import timedelta

import pikepdf
import pytest
from python_calamine import load_workbook

from tests import players as p
from tests.documents.test_letters import shown
from tests.web.desk.conftest import SignIn, page_of
from toantrinh.dossiers.consulting import Question, consult
from toantrinh.government.competence import agency_of_kind
from toantrinh.journal.models import Access
from toantrinh.kernel.time import now, today


def cells(content: bytes) -> list[list[object]]:
    return [
        list(row) for row in load_workbook(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    ]


def test_the_register_as_page_and_files(who: p.Players, at_desk: SignIn) -> None:
    dossier = p.processing(who)
    client = at_desk(who.cast.reception)

    assert str(dossier.code) in client.get("/can-bo/so-theo-doi/").content.decode()
    rows = cells(client.get("/can-bo/so-theo-doi/?tep=xlsx").content)
    assert rows[1][1] == dossier.code
    # All that the form has, where one lives and who signed for it among them.
    assert len(rows[0]) == 13 and {"Địa chỉ", "Ký nhận"} <= set(rows[0])
    pdf = client.get("/can-bo/so-theo-doi/?tep=pdf")
    assert pdf["Content-Type"] == "application/pdf"
    with pikepdf.open(io.BytesIO(pdf.content)) as opened:
        assert len(opened.pages) == 1

    looks = Access.objects.filter(page="desk/register")
    assert [look.persons for look in looks] == [[who.cast.mother.pk]] * 3


@pytest.mark.parametrize("query", ["tu=hôm+qua", "tu=2026-07-09&den=2026-07-01", "tu=1900-01-01"])
def test_days_that_are_none_are_said_so(query: str, who: p.Players, at_desk: SignIn) -> None:
    client = at_desk(who.cast.leader)
    for page in ("so-theo-doi", "thong-ke"):
        answer = client.get(f"/can-bo/{page}/?{query}")
        assert answer.status_code == 422
        assert 'role="alert"' in answer.content.decode()


def test_the_control_slip_names_each_hand(who: p.Players, at_desk: SignIn) -> None:
    dossier = p.processing(who)
    police = agency_of_kind("ca-xa", dossier.place, today())[0]
    question = Question(police, "Người này ở đâu?", now() + timedelta(days=2))
    consult(dossier, actor=who.specialist, questions=[question])
    client = at_desk(who.cast.specialist)

    above = cells(client.get(page_of(dossier, "phieu-kiem-soat/?tep=xlsx")).content)
    rows = above[6:]
    assert above[0][:2] == ["Mã hồ sơ", dossier.code]
    assert above[3][:2] == ["Cơ quan phối hợp", police.name]
    assert [row[0] for row in rows[1:3]] == [who.cast.mother.full_name, rows[1][1]]
    assert str(rows[4][0]).startswith(who.cast.specialist.officer.full_name)
    slip = shown(client.get(page_of(dossier, "phieu-kiem-soat/")).content)
    assert police.name in slip and str(dossier.code) in slip
    assert Access.objects.filter(page="desk/control_slip").count() == 2


def test_own_work_and_what_a_leader_sees(who: p.Players, at_desk: SignIn) -> None:
    p.processing(who)
    own = at_desk(who.cast.specialist).get("/can-bo/thong-ke/").content.decode()
    assert "Theo cán bộ" not in own
    lead = at_desk(who.cast.leader).get("/can-bo/thong-ke/").content.decode()
    assert who.cast.specialist.officer.full_name in lead

"""Letters at the administrators' door: examples, own lines, and what a real letter then says."""

import pytest
from django.core import mail
from django.test import Client

from tests import players as p
from tests.documents.test_letters import shown
from tests.web.admin.conftest import sign_in
from tests.web.admin.test_agencies import read, text_of
from tests.web.admin.test_calendar import on
from toantrinh.administration import actions
from toantrinh.administration.letter_book import LETTERS, NOTICE
from toantrinh.administration.models import Proposal
from toantrinh.command.cast import Governors
from toantrinh.documents.letters import LETTERS as KNOWN
from toantrinh.documents.queries import content_of
from toantrinh.dossiers.results import issue_receipt
from toantrinh.dossiers.telling import tell_applicant
from toantrinh.journal.models import Event
from toantrinh.kernel.time import today, wall
from toantrinh.people.queries import as_officer

# Mẫu 01 is given in the name of the desk, the notice in that of the agency.
DESK, AGENCY = "?co_quan=14797.ttpvhcc", "?co_quan=14797.ubnd"


@pytest.fixture
def client(who: Governors) -> Client:
    return sign_in(who.administrator)


def given(text: str) -> dict[str, str]:
    return {"text": text, "source": "QĐ 9", **on("since", today())}


def agreed(client: Client, who: Governors, page: str, text: str) -> None:
    client.post(page, {**given(text), "chac_chan": "1"})
    made = Proposal.objects.get(kind="wording.set", decision="")
    actions.confirm(made, actor=as_officer(who.other_administrator, wall()))


# Forms whose every line the law sets, and lists for officers.
_WITHOUT_OWN_LINES = {"birth_certificate", "control_slip", "register", "programme", "measure"}


def test_every_letter_is_shown_with_invented_data(client: Client) -> None:
    assert {one.letter for one in LETTERS} == {*KNOWN, NOTICE} - _WITHOUT_OWN_LINES
    assert "Mẫu 01, TT 03/2025/TT-VPCP" in read(client, f"/quan-tri/quy-dinh/mau/{AGENCY}")
    for one in LETTERS:
        answer = client.get(f"/quan-tri/quy-dinh/mau/{one.letter}/xem/{AGENCY}")
        assert answer.status_code == 200
        if one.letter != NOTICE:
            assert "KHÔNG CÓ GIÁ TRỊ PHÁP LÝ" in shown(answer.content)
    assert client.get(f"/quan-tri/quy-dinh/mau/birth_certificate/xem/{AGENCY}").status_code == 404


def test_own_lines_stand_in_the_next_letter(client: Client, who: Governors) -> None:
    players = p.players()
    before = issue_receipt(p.accepted(players))
    page = f"/quan-tri/quy-dinh/mau/receipt/closing/{AGENCY}"
    foreseen = text_of(client.post(page, given("{co_quan} xin cảm ơn.\n{ma_ho_so}")).text)
    assert "“Ủy ban nhân dân phường Hạc Thành xin cảm ơn.”" in foreseen
    agreed(client, who, page, "{co_quan} xin cảm ơn.\n{ma_ho_so}")
    agreed(client, who, f"/quan-tri/quy-dinh/mau/receipt/header/{DESK}", "Số 1 phố #strong[Mẫu]")
    agreed(client, who, f"/quan-tri/quy-dinh/mau/receipt/signature/{DESK}", "TL. GIÁM ĐỐC")
    dossier = p.accepted(players)
    letter = shown(content_of(issue_receipt(dossier).file))
    squeezed = letter.replace(" ", "")
    assert "Thànhxincảmơn." in squeezed and "#strong[Mẫu]" in squeezed
    assert "TL.GIÁMĐỐC" in squeezed and str(dossier.code) in letter
    assert "xincảmơn" not in shown(content_of(before.file)).replace(" ", "")
    listed = read(client, f"/quan-tri/quy-dinh/mau/{DESK}")
    assert "TL. GIÁM ĐỐC đang áp dụng" in listed


def test_a_notice_ends_with_the_agency_s_own_lines(client: Client, who: Governors) -> None:
    agreed(client, who, f"/quan-tri/quy-dinh/mau/notice/closing/{AGENCY}", "Trân trọng, {co_quan}.")
    dossier = p.accepted(p.players())
    tell_applicant(dossier, Event.objects.get(stream=dossier.stream(), action="accept"))
    assert "Trân trọng, Ủy ban nhân dân phường Hạc Thành." in mail.outbox[-1].body


@pytest.mark.parametrize(
    ("part", "text", "told"),
    [
        ("closing", "Kính gửi\n{ten_nguoi}", "Dòng 2: không có chỗ điền {ten_nguoi}"),
        ("closing", "Giờ {co_quan", "Dòng 1: ngoặc nhọn chỉ dùng quanh chỗ điền"),
        ("closing", "\n".join("abcdef"), "Nhiều nhất 5 dòng"),
        ("signature", "x" * 61, "Dòng 1 dài quá 60 chữ"),
        ("header", "漢字", "ký tự không in được"),
        ("header", "  ", "Hãy ghi"),
    ],
)
def test_what_cannot_be_printed_is_refused_by_line(
    client: Client, part: str, text: str, told: str
) -> None:
    sent = client.post(f"/quan-tri/quy-dinh/mau/receipt/{part}/{AGENCY}", given(text))
    assert sent.status_code == 422 and told in text_of(sent.text), text_of(sent.text)
    assert not Proposal.objects.filter(kind="wording.set").exists()


def test_parts_without_room_are_not_there(client: Client) -> None:
    for path in ("notice/header/", "birth_certificate/closing/", "receipt/footer/"):
        assert client.get(f"/quan-tri/quy-dinh/mau/{path}{AGENCY}").status_code == 404
    ended = client.post(
        f"/quan-tri/quy-dinh/mau/receipt/closing/thoi/{AGENCY}", on("last", today())
    )
    assert ended.status_code == 409

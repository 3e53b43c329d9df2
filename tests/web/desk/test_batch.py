"""Many at once: each judged on its own, told on a report, and never done twice."""

import re
from uuid import uuid4

from django.test import Client

from tests import players as p
from tests.signed_in import officer_client
from tests.web.desk.conftest import SignIn, colleague, now_of
from toantrinh.dossiers import actions
from toantrinh.dossiers.desk_models import Batch
from toantrinh.dossiers.messages import write_message
from toantrinh.dossiers.models import Dossier
from toantrinh.journal.models import Access, Event


def row(dossier: Dossier) -> str:
    """The value of a ticked row."""
    return f"{dossier.code}~{dossier.head_seq}"


def sent(client: Client, tab: str, act: str, *rows: str, **more: str) -> str:
    """Ask for an act; the report as people read it."""
    asked = {"viec": act, "chon": list(rows), **more}
    response = client.post(f"/can-bo/muc/{tab}/lo/", asked, follow=True)
    assert response.status_code == 200
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def test_each_is_received_on_its_own(who: p.Players, at_desk: SignIn) -> None:
    first, second = p.submitted(who), p.submitted(who)
    gone = p.submitted(who)
    shown = row(gone)
    actions.withdraw(gone, actor=who.mother)
    stale = row(second)
    write_message(second, actor=who.mother, text="Tôi ghi nhầm.")
    client = at_desk(who.cast.reception)
    page = client.get("/can-bo/muc/cho-tiep-nhan/").content.decode()
    assert f'value="{row(first)}"' in page
    report = sent(
        client, "cho-tiep-nhan", "tiep-nhan", row(first), stale, shown, "H56-000000-0001~1"
    )
    assert "xong 1 trên 4 hồ sơ" in report
    assert [now_of(each).state for each in (first, second)] == ["accepted", "submitted"]
    assert "Hồ sơ vừa có thay đổi sau khi bạn xem" in report
    # Who did what meanwhile; the report is kept, and names no applicant.
    assert "Người nộp: Nhắn tin, lúc" in report and "Người nộp: Rút hồ sơ, lúc" in report
    kept = Batch.objects.get().items.filter(done=False).values_list("refusal", flat=True)
    assert not [words for words in kept if who.cast.mother.full_name in words]
    assert "Không tìm thấy hồ sơ H56-000000-0001" in report
    assert Access.objects.filter(page="desk/batch").exists()
    # The report names no dossier of which nothing is seen, and is its officer's own.
    [batch] = Batch.objects.all()
    other = at_desk(colleague("khac", "Vũ Khác", "14797.ttpvhcc", "reception"))
    assert other.get(f"/can-bo/lo/{batch.pk}/").status_code == 404


def test_sent_twice_is_done_once(who: p.Players, at_desk: SignIn) -> None:
    dossier = p.accepted(who)
    client = at_desk(who.cast.leader)
    asked = {"lo": str(uuid4()), "officer": str(who.specialist.id)}
    for _ in range(2):
        report = sent(client, "cho-phan-cong", "phan-cong", row(dossier), **asked)
        assert "xong 1 trên 1 hồ sơ" in report
    assert Event.objects.filter(stream=dossier.stream(), action="assign").count() == 1
    assert now_of(dossier).officer == who.cast.specialist.officer


def test_a_batch_signs_after_the_second_factor_and_keeps_four_eyes(who: p.Players) -> None:
    made, own = p.proposed(who), p.proposed(who)
    Dossier.objects.filter(pk=own.pk).update(proposed_by=who.leader.id)
    client = officer_client(who.cast.leader, fresh=False)
    asked = {"viec": "ky-duyet", "chon": [row(made), row(own)]}
    response = client.post("/can-bo/muc/cho-ky/lo/", asked)
    assert response.status_code == 302 and "xac-nhan" in response.headers["Location"]
    assert not Batch.objects.exists()
    fresh = officer_client(who.cast.leader)
    report = sent(fresh, "cho-ky", "ky-duyet", row(made), row(own))
    assert "xong 1 trên 2 hồ sơ" in report and "Người trình không được tự ký duyệt" in report
    assert now_of(made).state == "ready" and now_of(own).state == "proposed"


def test_who_comes_second_with_many_is_told_who_came_first(who: p.Players, at_desk: SignIn) -> None:
    dossier = p.submitted(who)
    shown = row(dossier)
    second = colleague("tiepnhan2", "Vũ Thị Nhận", "14797.ttpvhcc", "reception")
    assert "xong 1 trên 1" in sent(at_desk(who.cast.reception), "cho-tiep-nhan", "tiep-nhan", shown)
    report = sent(at_desk(second), "cho-tiep-nhan", "tiep-nhan", shown)
    assert "xong 0 trên 1" in report and "Lê Văn Tiếp: Tiếp nhận, lúc" in report


def test_a_specialist_proposes_many(who: p.Players, at_desk: SignIn) -> None:
    made = [p.processing(who), p.processing(who)]
    report = sent(at_desk(who.cast.specialist), "cua-toi", "trinh-ky", *map(row, made))
    assert "xong 2 trên 2 hồ sơ" in report
    assert {now_of(each).state for each in made} == {"proposed"}


def test_a_leader_hands_on_what_a_colleague_has_in_hand(who: p.Players, at_desk: SignIn) -> None:
    other = colleague("hotich2", "Vũ Văn Tịch", "14797.ubnd", "specialist")
    made = [p.processing(who), p.processing(who)]
    asked = {"officer": str(other.officer_id)}
    tab, rows = "dang-giai-quyet", [row(each) for each in made]
    refused = {"viec": "phan-cong", "chon": rows, **asked}
    assert at_desk(who.cast.specialist).post(f"/can-bo/muc/{tab}/lo/", refused).status_code == 404
    report = sent(at_desk(who.cast.leader), tab, "phan-cong", *rows, **asked)
    assert "xong 2 trên 2 hồ sơ" in report
    assert {now_of(each).officer for each in made} == {other.officer}
    client = at_desk(who.cast.specialist)
    p.accepted(who)
    options = re.findall(
        r'<option value="([^"]+)"', client.get("/can-bo/muc/cho-phan-cong/").content.decode()
    )
    assert options[0] == str(who.specialist.id) and len(options) == 2


def test_nothing_ticked_and_foreign_acts_are_refused(who: p.Players, at_desk: SignIn) -> None:
    client = at_desk(who.cast.reception)
    assert "Hãy đánh dấu ít nhất một hồ sơ" in sent(client, "cho-tiep-nhan", "tiep-nhan")
    dossier = p.submitted(who)
    for tab, act in (("cho-tiep-nhan", "tu-choi"), ("cho-ky", "ky-duyet"), ("cho-tra", "x")):
        asked = {"viec": act, "chon": [row(dossier)]}
        assert client.post(f"/can-bo/muc/{tab}/lo/", asked).status_code == 404

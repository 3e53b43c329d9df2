"""The first page of who governs, and who else is turned away."""

from tests import players as p
from tests.web.admin.conftest import sign_in
from toantrinh.command.cast import Governors


def test_an_administrator_reads_whom_they_govern(who: Governors) -> None:
    page = sign_in(who.administrator).get("/quan-tri/")
    assert page.status_code == 200
    assert "Ủy ban nhân dân tỉnh Thanh Hóa" in page.text


def test_nobody_else_comes_in(who: Governors) -> None:
    for posting in (p.players().cast.leader, who.data_officer):
        page = sign_in(posting).get("/quan-tri/")
        assert page.status_code == 403
        assert "Vị trí bạn đang làm việc không mở được trang này." in page.text


def test_what_is_wrong_is_told_with_how_to_mend_it(who: Governors) -> None:
    client = sign_in(who.administrator)
    page = client.get("/quan-tri/kiem-tra/").text
    assert "Không có tiến trình worker nào đang chạy" in page and "toantrinh up" in page
    assert "Đã hỏi cả máy chủ thư" in client.get("/quan-tri/kiem-tra/?mang=1").text
    assert "Điều phải sửa ngay" in client.get("/quan-tri/").text

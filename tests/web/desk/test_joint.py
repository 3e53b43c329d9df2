"""Who gets a part of a joined procedure sees what it belongs to, and what came with it."""

import pytest

from tests import players as p
from tests.joined import decide, handed_in
from tests.web.desk.conftest import page_of, sign_in
from toantrinh.command.cast import _officer
from toantrinh.documents.queries import content_of

pytestmark = pytest.mark.usefixtures("own_files")


def test_a_part_tells_its_whole_and_brings_the_result(who: p.Players) -> None:
    whole = handed_in(who)
    (residence,) = decide(whole)
    assert residence.desk
    desk = residence.desk.key
    posting = _officer(f"reception.{desk}", "Lý Thị Xa", desk, "reception")
    page = sign_in(posting).get(page_of(residence)).content.decode()
    assert f"{whole.code}" in page
    assert "Phần của hồ sơ liên thông" in page
    assert "Giấy khai sinh" in page
    paper = residence.papers.select_related("file__key").get(key="giay_khai_sinh")
    assert content_of(paper.file).startswith(b"%PDF")

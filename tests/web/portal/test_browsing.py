import gzip
import re

import pytest
from django.test import Client

from tests.web.portal.conftest import Citizen
from toantrinh.catalogue.actions import _from_authored
from toantrinh.catalogue.adding import add
from toantrinh.catalogue.authored import all_authored
from toantrinh.catalogue.content import Paper, ProcedureContent
from toantrinh.catalogue.models import Procedure
from toantrinh.web.portal.procedure_words import facts, leaves, shortened

pytestmark = pytest.mark.django_db
CODE = "1.001193"
KB = 1024


def test_home_asks_before_it_offers() -> None:
    answer = Client().get("/")
    text = answer.content.decode()
    assert answer.status_code == 200
    assert text.index('name="q"') < text.index("/viec/birth/")
    assert "/viec/identity/" not in text
    assert "Đang làm dở" not in text


def test_home_offers_to_go_on(citizen: Citizen) -> None:
    citizen.client.post(f"/thu-tuc/{CODE}/nop/")
    assert "Đang làm dở" in citizen.client.get("/").content.decode()


def test_search_finds_by_peoples_words() -> None:
    text = Client().get("/tim/", {"q": "khai sinh cho con"}).content.decode()
    assert f"/thu-tuc/{CODE}/" in text


@pytest.mark.parametrize("query", ["sinh con", "khaii sinh", "1001193", "giaays khai sinh"])
def test_the_page_and_programs_find_the_same(query: str) -> None:
    page = Client().get("/tim/", {"q": query}).content.decode()
    found = Client().get("/api/v1/procedures", {"q": query}).json()
    assert re.findall(r'href="/thu-tuc/([\w.]+)/"', page) == [hit["code"] for hit in found]
    assert found[0]["code"] == CODE
    assert "Thủ tục đăng ký khai sinh" in page


def test_nothing_found_helps() -> None:
    answer = Client().get("/tim/", {"q": "xyzzy <b>"})
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "Chưa thấy thủ tục nào" in text
    assert "<b>”" not in text
    assert "/viec/birth/" in text


def test_all_procedures_by_sector() -> None:
    client = Client()
    assert "linh-vuc=H%E1%BB%99%20t%E1%BB%8Bch" in client.get("/thu-tuc/").content.decode()
    listed = client.get("/thu-tuc/", {"linh-vuc": "Hộ tịch", "page": "999"}).content.decode()
    assert f"/thu-tuc/{CODE}/" in listed
    assert "Ở đây chưa có" in client.get("/thu-tuc/", {"linh-vuc": "không có"}).content.decode()


def test_an_event_of_a_life_lists_what_it_calls_for() -> None:
    client = Client()
    assert f"/thu-tuc/{CODE}/" in client.get("/viec/birth/").content.decode()
    assert client.get("/viec/nowhere/").status_code == 404


def test_a_procedure_speaks_the_persons_words_first() -> None:
    text = Client().get(f"/thu-tuc/{CODE}/").content.decode()
    assert text.index("<h1>Đăng ký khai sinh cho con</h1>") < text.index(f"Mã thủ tục {CODE}")
    for said in ("Giấy chứng sinh", "trong ngày", "Ủy ban nhân dân cấp xã", "Không phải nộp"):
        assert said in text
    assert f'action="/thu-tuc/{CODE}/nop/"' in text
    assert text.index("Nộp hồ sơ") < text.index("60/2014/QH13")


def test_an_unknown_procedure_is_told() -> None:
    answer = Client().get("/thu-tuc/9.999999/")
    assert answer.status_code == 404
    assert "9.999999" in answer.content.decode()


def test_english_readers_get_the_english_an_author_wrote() -> None:
    client = Client()
    client.cookies["tt_language"] = "en"
    assert "Register a child&#x27;s birth" in client.get(f"/thu-tuc/{CODE}/").content.decode()


def test_a_text_that_fills_a_book_stays_a_light_page() -> None:
    entry = next(iter(all_authored()))
    heavy = ProcedureContent(
        code="9.900099",
        name="Thủ tục rất dài",
        steps=tuple(f"Bước {n}: " + f"việc thứ {n * 7919} " * 300 for n in range(100)),
        papers=tuple(Paper(key=f"p{n}", name=f"Giấy {n * 104729} " * 60) for n in range(90)),
    )
    from dataclasses import replace

    from toantrinh.catalogue.adding import ImportReport

    add([replace(_from_authored(entry), content=heavy, digest=b"x")], ImportReport(), None)
    client = Client()
    page = client.get("/thu-tuc/9.900099/")
    assert len(gzip.compress(page.content)) <= 12 * KB
    assert "/thu-tuc/9.900099/toan-van/" in page.content.decode()
    whole = client.get("/thu-tuc/9.900099/toan-van/?page=3")
    assert len(gzip.compress(whole.content)) <= 12 * KB
    Procedure.objects.get(code="9.900099")


def test_nothing_of_the_whole_text_is_lost() -> None:
    content = ProcedureContent(
        code="9.900098",
        name="x",
        steps=("a" * 30_000, "b"),
        conditions="c\nd",
        papers=(Paper(key="p", name="e"),),
    )
    told = "".join("".join(leaf.lines) for leaf in leaves(content))
    assert told == "a" * 30_000 + "b" + "e" + "cd"
    assert facts(content)["more"]


def test_shortening_keeps_whole_lines() -> None:
    assert shortened(("abc", "def"), 4) == (["abc"], True)
    assert shortened(("abc", "d"), 4) == (["abc", "d"], False)
    assert shortened(("ab cdefgh",), 4) == (["ab…"], True)

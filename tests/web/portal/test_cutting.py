"""The list of procedures to cut is open to all, and says what the command says."""

from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from toantrinh.catalogue import burden as b
from toantrinh.catalogue.actions import import_records
from toantrinh.catalogue.costs import model_on
from toantrinh.catalogue.queries import contents_in_force
from toantrinh.catalogue.weighing import weigh
from toantrinh.kernel.actors import SYSTEM
from toantrinh.kernel.time import today
from toantrinh.web.look.templatetags.look import dong

pytestmark = pytest.mark.django_db
RECORDS = Path(__file__).parent.parent.parent / "catalogue" / "records"


@pytest.fixture
def burdens() -> list[b.Burden]:
    import_records(RECORDS, actor=SYSTEM)
    return weigh((one for _source, one in contents_in_force(today())), model_on(today()))


def text(address: str, language: str = "vi") -> str:
    answer = Client(headers={"Accept-Language": language}).get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_most_to_save_stands_first_with_the_numbers_of_the_command(
    burdens: list[b.Burden],
) -> None:
    page = text("/cat-giam/")
    first, last = burdens[0], burdens[9]
    assert page.index(first.content.name) < page.index(last.content.name)
    for told in (dong(first.saved_total), dong(b.total(burdens)["saved_total"])):
        assert told in page
    assert f"nhà nước đã có {len(first.held)} trong {first.papers} giấy tờ" in page
    assert "Which papers does the state hold" in text("/cat-giam/", "en")


def test_sectors_and_agencies_lead_to_their_procedures(burdens: list[b.Burden]) -> None:
    (sector, *_others) = b.totals(burdens, lambda one: one.content.sector)
    assert sector["name"] in text("/cat-giam/linh-vuc/")
    of_sector = text(f"/cat-giam/?linh-vuc={sector['name']}")
    other = next(one for one in burdens if one.content.sector != sector["name"])
    assert other.content.name not in of_sector
    owner = burdens[0].owner
    assert owner.name in text("/cat-giam/bo-nganh/")
    assert burdens[0].content.name in text(f"/cat-giam/?co-quan={owner.key}")
    assert Client().get("/cat-giam/?linh-vuc=khong-co").status_code == 404


def test_it_is_worked_out_once_until_the_catalogue_moves(burdens: list[b.Burden]) -> None:
    text("/cat-giam/")
    with CaptureQueriesContext(connection) as asked:
        text("/cat-giam/bo-nganh/")
    assert not [one for one in asked.captured_queries if "catalogue_version" in one["sql"]]

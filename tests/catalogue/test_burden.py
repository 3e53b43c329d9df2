"""What an application costs and what could be spared, on small contents with known numbers."""

from datetime import date
from typing import Any

import pytest

from toantrinh.catalogue import burden as b
from toantrinh.catalogue.content import ProcedureContent
from toantrinh.catalogue.costs import Cost, Model, kind_of, model_on

DAY = date(2026, 11, 25)


@pytest.fixture
def model() -> Model:
    return model_on(DAY)


def content(*papers: dict[str, Any], **said: Any) -> ProcedureContent:
    numbered = [{"key": f"p{n}", "originals": 1, **paper} for n, paper in enumerate(papers)]
    whole: dict[str, Any] = {
        "code": "9.900001",
        "name": "Cấp phép thả diều",
        "decision": "5/QĐ-BTC",
        "sector": "Diều",
        "channels": [{"kind": "direct", "fees": [{"amount": 30_000}, {"amount": 20_000}]}],
        "papers": numbered,
        **said,
    }
    return ProcedureContent.model_validate(whole)


FORM = {"name": "Đơn đề nghị theo mẫu"}
BIRTH = {"name": "Bản sao Giấy khai sinh", "originals": 0, "copies": 1}


def test_each_part_of_the_cost_comes_from_the_file(model: Model) -> None:
    found = b.burden_of(content(FORM, BIRTH), model)
    form, birth = kind_of(FORM["name"]).minutes, kind_of("giay khai sinh").minutes
    visits = model["direct_visits"]
    minutes = model["learn_minutes"] + visits * model["visit_minutes"] + form + birth
    money = visits * model["visit_cost"] + model["copy_pages"] * model["copy_page_cost"]
    assert found.cost == Cost(minutes, money)
    assert found.fee == 20_000
    assert found.total == money + minutes * model["hour_value"] // 60 + 20_000
    assert [one.paper.name for one in found.held] == [BIRTH["name"]]
    assert found.saved == Cost(birth, model["copy_pages"] * model["copy_page_cost"])
    assert found.saved_total == model.total(found.saved)
    assert found.owner.key == "00.btc"


def test_what_the_record_spares_already_saves_nothing(model: Model) -> None:
    spared = {**BIRTH, "name": "Bản sao Giấy khai sinh, trừ khi có trong cơ sở dữ liệu hộ tịch"}
    known = {"name": "Giấy tờ lạ", "held_by": "civil_status", "in_database": True}
    found = b.burden_of(content(FORM, spared, known), model)
    assert [(len(one.found), one.spared) for one in found.held] == [(1, True), (1, True)]
    assert (found.saved, found.saved_total) == (Cost(), 0)


def test_papers_of_some_cases_weigh_less(model: Model) -> None:
    always = b.burden_of(content(BIRTH), model).saved
    for papers in (
        {**BIRTH, "name": f"{BIRTH['name']} (nếu có)"},
        {**BIRTH, "group": "Trường hợp người nộp là trẻ"},
        {**BIRTH, "condition": "true"},
    ):
        found = b.burden_of(content(papers), model)
        assert found.saved == always.share(model["case_share"])


def test_certified_copies_cost_a_way_and_a_fee(model: Model) -> None:
    plain = model.paper(content(BIRTH).papers[0])
    certified = {**BIRTH, "name": "Bản sao chứng thực Giấy khai sinh"}
    dear = model.paper(content(certified).papers[0])
    assert dear.minutes - plain.minutes == model["certify_minutes"]
    assert dear.money - plain.money == 2 * model["certify_page_cost"]


def test_ways_and_unknown_fees(model: Model) -> None:
    said = content(FORM, channels=[{"kind": "online", "fees": [{"text": "Theo biểu"}]}])
    online = b.burden_of(said, model, "direct")
    assert (online.way, online.fee) == ("online", None)
    assert b.burden_of(content(FORM, channels=[]), model).fee == 0
    both = content(FORM, channels=[{"kind": "post"}, {"kind": "direct"}])
    post, direct = b.burden_of(both, model, "post"), b.burden_of(both, model)
    assert post.cost.money == model["post_cost"]
    assert direct.cost.minutes > post.cost.minutes


def test_headings_and_remarks_are_no_papers(model: Model) -> None:
    remark = {"name": "Nộp đủ", "group": "* Lưu ý:"}
    found = b.burden_of(content(FORM, {"name": "Giấy tờ gồm:"}, remark), model)
    assert found.papers == 1


def test_ranking_and_sums(model: Model) -> None:
    little = content(FORM, code="9.900002", sector="Gió", decision="6/QĐ-BTP")
    much = content(FORM, BIRTH)
    burdens = b.ranked([b.burden_of(one, model) for one in (little, much)])
    assert [one.content.code for one in burdens] == ["9.900001", "9.900002"]
    rows = b.totals(burdens, lambda one: one.content.sector)
    assert [(row["name"], row["held"]) for row in rows] == [("Diều", 1), ("Gió", 0)]
    whole = b.total(burdens)
    for key in ("procedures", "papers", "held", "total", "saved_total"):
        assert whole[key] == sum(row[key] for row in rows)
    assert whole["saved_total_a_year"] is None
    registers = {row["code"]: row["procedures"] for row in b.by_register(burdens)}
    assert (registers["civil_status"], registers["land"]) == (1, 0)


def test_a_years_sum_where_the_number_is_known(
    model: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(b, "_applications", lambda: {"9.900001": 50})
    found = b.burden_of(content(BIRTH), model)
    assert found.as_json()["saved_total_a_year"] == 50 * found.saved_total
    assert b.total([found])["saved_total_a_year"] == 50 * found.saved_total


def test_what_costs_are_known_by_day() -> None:
    assert model_on(DAY)["hour_value"] > 0
    assert not model_on(date(2000, 1, 1)).rows


def test_a_review_counts_only_what_somebody_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    def row(name: str, held: str) -> b.ReviewedRow:
        return b.ReviewedRow(paper=b.digest(name), held_in=held, half="held")

    names = ["Bản sao Giấy khai sinh", "Kế hoạch", "Sổ lạ", "Hộ chiếu"]
    labels = ["civil_status", "", "land", ""]
    monkeypatch.setattr(b, "_reviewed", lambda: tuple(map(row, names, labels)))
    told = b.review([content(*({"name": name} for name in [*names, "Giấy chưa ai xem"]))])
    assert told["held"] == {
        "papers": 4,
        "right": 1,
        "wrong": 1,
        "missed": 1,
        "precision": 0.5,
        "recall": 0.5,
    }
    assert told["tune"]["precision"] is None

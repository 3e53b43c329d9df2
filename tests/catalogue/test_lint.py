"""Each rule of the lint finds what it should, and nothing in a record without fault."""

from datetime import date
from typing import Any

import pytest

from toantrinh.catalogue.authored import all_authored
from toantrinh.catalogue.content import ProcedureContent
from toantrinh.catalogue.lint import by_owner, counted, lint
from toantrinh.catalogue.lint_rules import RULES

DAY = date(2026, 11, 25)
GOOD: dict[str, Any] = {
    "code": "9.900001",
    "name": "Cấp phép thả diều ban đêm",
    "decision": "5/QĐ-BTC",
    "level": "Cấp Xã",
    "agency": "Ủy ban nhân dân cấp xã",
    "steps": ["Nộp", "Nhận"],
    "results": ["Giấy phép"],
    "legal_bases": [{"title": "Nghị định một cửa", "number": "118/2025/NĐ-CP"}],
    "channels": [
        {
            "kind": "direct",
            "limit": {"kind": "working_days", "amount": 3},
            "fees": [{"amount": 20_000, "text": "Đến hết ngày 31/12/2026"}],
        }
    ],
    "papers": [{"key": "p1", "name": "Đơn", "originals": 1}],
}


def found(*changes: dict[str, Any]) -> list[tuple[str, str]]:
    contents = [
        ProcedureContent.model_validate({**GOOD, "code": f"9.90000{n}", **change})
        for n, change in enumerate(changes, 1)
    ]
    return [(one.rule, one.text()) for one in lint(contents, DAY)]


def way(**said: Any) -> dict[str, Any]:
    return {"channels": [{**GOOD["channels"][0], **said}]}


def test_a_good_record_has_no_finding() -> None:
    assert found({}) == []


@pytest.mark.parametrize(
    ("change", "rules"),
    [
        ({"channels": []}, ["channel_missing"]),
        (way(limit=None), ["limit_missing"]),
        (way(limit=None, limit_text="OTHER\nNộp tại bàn 3"), ["limit_missing"]),
        (way(limit=None, limit_text="Tùy việc"), ["limit_unclear"]),
        (way(fees=[{"text": "Theo biểu"}]), ["fee_unclear"]),
        (way(fees=[{"amount": 135}]), ["fee_tiny"]),
        (way(fees=[{"amount": 5000, "text": "đến hết ngày 30 tháng 6 năm 2026"}]), ["fee_over"]),
        (way(fees=[{"amount": 5000, "text": "đến 1/1/2025, rồi đến 1/1/2027"}]), []),
        (way(fees=[{"amount": 5000, "text": "đến 31/02/2025"}]), []),
        ({"papers": []}, ["papers_missing"]),
        ({"papers": [{"key": "p1", "name": "Đơn"}]}, ["paper_uncounted"]),
        ({"papers": [{"key": "p1", "name": "Lưu ý: nộp đủ"}]}, []),
        ({"papers": [{"key": "p1", "name": "Sổ hộ khẩu", "originals": 1}]}, ["paper_dead"]),
        ({"steps": [" "]}, ["steps_missing"]),
        ({"results": []}, ["result_missing"]),
        ({"legal_bases": []}, ["basis_missing"]),
        ({"legal_bases": [{"title": "Luật Gió"}]}, ["basis_unreadable"]),
        ({"legal_bases": [{"title": "A", "number": "61/2018/NĐ-CP"}]}, ["basis_repealed"]),
        ({"agency": ""}, ["agency_missing"]),
        ({"agency": "Ủy ban nhân dân cấp huyện"}, ["district"]),
        ({"level": ""}, ["level_missing"]),
        ({"agency": "Bộ Tư pháp"}, ["level_contradicts"]),
    ],
)
def test_rules(change: dict[str, Any], rules: list[str]) -> None:
    assert [rule for rule, _text in found(change)] == rules


def test_duplicates() -> None:
    same = [text for rule, text in found({}, {}) if rule == "duplicate"]
    assert same == [f"Trùng tên, cấp và cơ quan với 9.90000{other}." for other in (2, 1)]
    near = {"name": "Thủ tục cấp phép đối với việc thả diều ban đêm"}
    assert [rule for rule, _ in found({}, near)] == ["near_duplicate"] * 2
    # Changing is not empty as "with regard to" is, although both fold alike.
    assert found({}, {"name": "Cấp đổi phép thả diều ban đêm"}) == []
    assert found({}, {"agency": "Ủy ban nhân dân cấp tỉnh", "level": "Cấp Tỉnh"}) == []
    local = {"decision": "5/QĐ-UBND"}
    assert found(local, {"decision": "6/QĐ-UBND"}) == []
    assert len(found(local, local)) == 2


def test_a_basis_counts_until_its_last_day() -> None:
    change = {"legal_bases": [{"title": "A", "number": "61/2018/NĐ-CP"}]}
    content = ProcedureContent.model_validate({**GOOD, **change})
    assert not list(lint([content], date(2025, 6, 30)))
    assert list(lint([content], date(2025, 7, 1)))


def test_reports_go_to_the_owners_grave_things_first() -> None:
    contents = [
        ProcedureContent.model_validate({**GOOD, "results": [], "steps": []}),
        ProcedureContent.model_validate({**GOOD, "code": "9.900002", "decision": "", "level": ""}),
    ]
    reports = by_owner(lint(contents, DAY))
    assert [(one.owner.key, len(one.findings)) for one in reports] == [
        ("00.btc", 2),
        ("unknown", 1),
    ]
    told = reports[0].as_json()
    assert [one["rule"] for one in told["procedures"]] == ["steps_missing", "result_missing"]
    assert counted(reports[0].findings) == {"steps_missing": 1, "result_missing": 1}
    for one in told["procedures"]:
        assert one["severity"] in {"broken", "soon", "note"}
        assert one["problem"]
        assert one["remedy"]


def test_what_ships_with_the_house_has_no_grave_finding() -> None:
    contents = [entry.content for entry in all_authored()]
    grave = [
        (one.code, one.rule)
        for one in lint(contents, DAY)
        if RULES[one.rule].severity.name == "BROKEN"
    ]
    assert grave == []

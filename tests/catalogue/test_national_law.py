"""A province does better for people than national law demands, never worse."""

from datetime import date
from typing import Any

import pytest

from tests.publishing import publish
from toantrinh.catalogue.authored import Authored
from toantrinh.catalogue.content import ProcedureContent
from toantrinh.catalogue.drafting import open_draft, publish_draft
from toantrinh.catalogue.national_law import breaches
from toantrinh.command.cast import governors
from toantrinh.government.models import Tier
from toantrinh.kernel.actors import SYSTEM
from toantrinh.kernel.errors import Invalid
from toantrinh.kernel.time import today
from toantrinh.people.queries import as_officer

DAY = date(2026, 11, 26)
LAW: dict[str, Any] = {
    "code": "9.800002",
    "name": "Ghi tên con chó",
    "channels": [
        {"kind": "online", "limit": {"kind": "working_days", "amount": 5}},
        {"kind": "direct", "limit": {"kind": "working_days", "amount": 5}},
    ],
    "limits": [{"when": "age < 1", "limit": {"kind": "working_days", "amount": 2}}],
    "papers": [
        {"key": "photo", "name": "Ảnh con chó", "copies": 1, "condition": "big"},
        {"key": "id", "name": "Căn cước", "in_database": True, "held_by": "population"},
    ],
    "legal_bases": [{"title": "Luật Thú y", "number": "79/2015/QH13"}],
    "fees": [
        {
            "name": "Lệ phí",
            "amount": 5000,
            "valid_from": "2025-07-01",
            "exemptions": [{"when": "poor", "text": "Hộ nghèo"}],
        },
        {
            "name": "Phí thẻ",
            "valid_from": "2025-07-01",
            "text": "Hội đồng nhân dân tỉnh quyết định",
        },
    ],
}


def put(said: Any, dotted: str, value: object) -> None:
    *way, last = dotted.split(".")
    for step in way:
        said = said[int(step)] if isinstance(said, list) else said[step]
    if last == "+":
        said.append(value)
    elif value is None:
        del said[int(last) if isinstance(said, list) else last]
    else:
        said[int(last) if isinstance(said, list) else last] = value


def changed(**changes: object) -> ProcedureContent:
    said = ProcedureContent.model_validate(LAW).model_dump(mode="json")
    for dotted, value in changes.items():
        put(said, dotted, value)
    return ProcedureContent.model_validate(said)


def worse(**changes: object) -> list[str]:
    law = ProcedureContent.model_validate(LAW)
    return [".".join(map(str, one.place)) for one in breaches(law, changed(**changes), DAY)]


ROW = {"name": "Phí soi", "amount": 1, "valid_from": "2026-01-01"}
SLOW = {"when": "age > 9", "limit": {"kind": "days", "amount": 8}}


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"channels.0.limit.amount": 6}, "channels.0.limit"),
        ({"channels.0.limit": {"kind": "days", "amount": 8}}, "channels.0.limit"),
        ({"channels.0.limit": {"kind": "same_day"}, "channels.1": None}, "channels"),
        ({"channels.1.limit": None}, "channels.1.limit"),
        ({"limits.+": SLOW}, "limits.1.limit"),
        ({"limits": []}, "limits"),
        ({"papers.+": {"key": "map", "name": "Bản đồ"}}, "papers.2"),
        ({"papers.0.name": "Ảnh và sơ đồ"}, "papers.0"),
        ({"papers.0.copies": 2}, "papers.0.copies"),
        ({"papers.0.condition": ""}, "papers.0.condition"),
        ({"papers.0.required": True}, "papers.0.required"),
        ({"papers.1.in_database": False}, "papers.1.in_database"),
        ({"legal_bases": [{"title": "Nghị quyết của tỉnh"}]}, "legal_bases"),
        ({"fees.0.amount": 5001}, "fees.0.amount"),
        ({"fees.0.exemptions": []}, "fees.0.exemptions"),
        ({"fees.+": ROW}, "fees.2"),
    ],
)
def test_what_is_worse_is_named_by_its_place(change: dict[str, object], place: str) -> None:
    assert worse(**change) == [place]


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"channels.0.limit.amount": 1},
        {"channels.0.limit": {"kind": "hours", "amount": 24}},
        {"channels.+": {"kind": "post", "limit": {"kind": "working_days", "amount": 20}}},
        {"papers": []},
        {"papers.0.copies": 0},
        {"legal_bases.+": {"title": "Nghị quyết của tỉnh"}},
        {"fees.0.amount": 0, "fees.0.exemptions": []},
        {"fees.1.amount": 30_000},
    ],
)
def test_a_province_may_do_better_and_set_what_is_its_own(change: dict[str, object]) -> None:
    assert worse(**change) == []


@pytest.mark.django_db
def test_a_province_cannot_publish_what_loosens_the_law_and_a_ministry_may() -> None:
    who = governors()
    law = {k: v for k, v in LAW.items() if k not in {"limits", "fees"}}
    law["papers"] = [{"key": "photo", "name": "Ảnh con chó", "copies": 1}]
    content = ProcedureContent.model_validate(law)
    publish(Authored(date(2025, 7, 1), content), actor=SYSTEM)
    slower = {**law, "channels": [{**law["channels"][0]}, {**law["channels"][1]}]}
    slower["channels"][1]["limit"] = {"kind": "working_days", "amount": 9}
    draft = open_draft("9.800002", actor=as_officer(who.editor), content=slower)
    with pytest.raises(Invalid) as raised:
        publish_draft(draft.pk, actor=as_officer(who.administrator), valid_from=today(), revision=1)
    (problem,) = raised.value.problems
    assert (problem.where, problem.line is not None) == ("channels.1.limit", True)
    assert "rút ngắn" in problem.text()
    # The very same words of a ministry are the law.
    kind = draft.agency.kind  # type: ignore[union-attr]
    kind.tier = Tier.NATION
    kind.save()
    version = publish_draft(
        draft.pk, actor=as_officer(who.administrator), valid_from=today(), revision=1
    )
    assert (
        version.read.channels[1].limit == ProcedureContent.model_validate(slower).channels[1].limit
    )

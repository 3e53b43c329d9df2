"""All ways through the steps are played, and what is amiss is told."""

from typing import Any

import pytest

from toantrinh.catalogue.content import ProcedureContent
from toantrinh.catalogue.simulation import simulate

ACTS = ("accept", "assign", "propose", "approve", "return_result")
PAGES: list[dict[str, Any]] = [
    {
        "key": "house",
        "title": "Nhà",
        "fields": [
            {"key": "floors", "label": "Số tầng", "kind": "number"},
            {
                "key": "use",
                "label": "Để làm gì",
                "kind": "choice",
                "options": [{"value": "live", "label": "Ở"}, {"value": "shop", "label": "Bán"}],
            },
            {
                "key": "sells",
                "label": "Bán gì",
                "kind": "text",
                "show_if": 'use == "shop"',
            },
        ],
    }
]


def step(key: str, hours: float, *to: tuple[str, str], **more: Any) -> dict[str, Any]:
    leads = [{"to": name, "when": when} for name, when in to]
    return {
        "key": key,
        "title": key,
        "post": "specialist",
        "hours": hours,
        "leads_to": leads,
    } | more


def content(*steps: dict[str, Any], **more: Any) -> ProcedureContent:
    channels = [{"kind": "direct", "limit": {"kind": "working_days", "amount": 3}}]
    said = {"code": "9.800001", "name": "Xây nhà", "pages": PAGES, "channels": channels}
    return ProcedureContent.model_validate({**said, "process": list(steps), **more})


def test_each_way_is_found_with_an_example() -> None:
    found = simulate(
        content(
            step("look", 4, ("visit", "floors > 3"), ("sign", "")),
            step("visit", 8, ("sign", "")),
            step("sign", 2, acts=["approve"]),
        ),
        ACTS,
    )
    assert found.good
    ways = {way.steps: way for way in found.ways}
    assert set(ways) == {("look", "visit", "sign"), ("look", "sign")}
    assert ways["look", "visit", "sign"].hours == 14
    assert ways["look", "visit", "sign"].limit_hours == 24
    assert ways["look", "visit", "sign"].example["floors"] == 4
    assert all(way.ends for way in found.ways)


def test_a_step_that_leads_nowhere_for_some_is_a_dead_end() -> None:
    found = simulate(content(step("look", 1, ("sign", "floors > 3")), step("sign", 1)))
    assert found.dead_ends == ["look"]
    assert not found.good


def test_steps_in_a_circle_are_told() -> None:
    found = simulate(content(step("a", 1, ("b", "")), step("b", 1, ("a", ""))))
    assert found.loops == ["a"]


def test_a_step_that_nobody_reaches_is_told() -> None:
    found = simulate(
        content(
            step("look", 1, ("sign", ""), ("never", "")),
            step("sign", 1),
            step("never", 1),
        )
    )
    assert found.unreachable == ["never"]


def test_steps_that_take_longer_than_the_law_allows_are_told() -> None:
    found = simulate(
        content(
            step("look", 20, ("sign", "")),
            step(
                "sign", 2, consult=[{"key": "fire", "kind": "so-xd", "hours": 6, "question": "?"}]
            ),
        )
    )
    assert [(way.hours, way.limit_hours) for way in found.too_long] == [(26, 24)]
    more = {"limits": [{"when": "floors > 3", "limit": {"kind": "working_days", "amount": 1}}]}
    found = simulate(content(step("look", 20), **more))
    assert [(way.hours, way.limit_hours) for way in found.too_long] == [(20, 8)]


@pytest.mark.parametrize(
    ("rule", "true"),
    [
        ("floors > 3", True),
        ("floors > 3 && floors < 3", False),
        ('use == "live"', True),
        ('use == "farm"', False),
        ('sells == "hoa" && use == "live"', False),
        ('sells == "hoa" && floors == 2', True),
        ("floors * 2 == 7", False),
    ],
)
def test_a_condition_that_can_t_be_true_is_told(rule: str, true: bool) -> None:
    found = simulate(content(papers=[{"key": "plan", "name": "Bản vẽ", "condition": rule}]))
    assert found.never_true == ([] if true else ["papers.0.condition"])


def test_an_act_that_the_lifecycle_does_not_know_is_told() -> None:
    found = simulate(content(step("look", 1, acts=["approve", "stamp"])), ACTS)
    assert found.unknown_acts == ["look: stamp"]


def test_questions_that_nothing_reads_are_noted() -> None:
    found = simulate(content())
    assert found.unused_fields == ["floors", "sells"]
    assert found.good

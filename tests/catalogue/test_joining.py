"""Joined procedures: what is refused in a version, and every order in which parts may end."""

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toantrinh.catalogue.content import ProcedureContent
from toantrinh.catalogue.handling import WHOLE, JoinedPart
from toantrinh.catalogue.joining import Turn, joined_faults, planned, turn


def content(*parts: dict[str, Any], **said: Any) -> ProcedureContent:
    return ProcedureContent.model_validate(
        {
            "code": "9.900001",
            "name": "Thả diều và thả đèn",
            "papers": [{"key": "don", "name": "Đơn"}],
            "pages": [
                {
                    "key": "all",
                    "title": "Hỏi",
                    "fields": [
                        {"key": "kites", "kind": "yes_no", "label": "Diều?"},
                        {"key": "where", "kind": "commune", "label": "Ở đâu?"},
                    ],
                }
            ],
            "joined": [{"code": "9.900002", "title": "Phần", **part} for part in parts],
            **said,
        }
    )


@pytest.mark.parametrize(
    ("parts", "place"),
    [
        ([{"key": "whole"}], ("joined", 0, "key")),
        ([{"key": "a", "after": ["b"]}], ("joined", 0, "after")),
        ([{"key": "a", "after": ["a"]}], ("joined", 0, "after")),
        ([{"key": "a", "after": ["b"]}, {"key": "b", "after": ["a"]}], ("joined", 0, "after")),
        ([{"key": "a", "answers": {"x": "lantern"}}], ("joined", 0, "answers")),
        ([{"key": "a", "place": "kites"}], ("joined", 0, "place")),
        ([{"key": "a", "papers": {"x": "giay"}}], ("joined", 0, "papers")),
        ([{"key": "a", "results": {"giay": "whole"}}], ("joined", 0, "results")),
        # What another part issues is never asked for.
        ([{"key": "a", "after": ["whole"], "results": {"don": "whole"}}], ("joined", 0, "results")),
    ],
)
def test_what_cannot_be_is_refused_at_its_place(
    parts: list[dict[str, Any]], place: tuple[str | int, ...]
) -> None:
    assert place in [fault[0] for fault in joined_faults(content(*parts))]


def test_what_can_be_is_not() -> None:
    good = content(
        {"key": "a", "after": ["whole"], "place": "where", "results": {"phep": "whole"}},
        {"key": "b", "after": ["a"], "answers": {"x": "kites"}, "papers": {"y": "don"}},
    )
    assert list(joined_faults(good)) == []
    lonely = content(joint_limit={"kind": "days", "amount": 3})
    assert [fault[0] for fault in joined_faults(lonely)] == [("joint_limit",)]


def test_parts_are_planned_by_the_answers() -> None:
    joined = content({"key": "a", "when": "kites"}, {"key": "b", "after": ["a"]})
    assert planned(joined, {"kites": True}) == ["a", "b"]
    assert planned(joined, {"kites": False}) == ["b"]


_NAMES = ("a", "b", "c", "d")
_PARTS = st.tuples(
    *(
        st.builds(
            lambda after, refused, n=n: JoinedPart(
                key=_NAMES[n], code="9.900002", title="x", after=tuple(after), if_refused=refused
            ),
            st.sets(st.sampled_from((WHOLE, *_NAMES[:n]))),
            st.sampled_from(("wait", "go_on")),
        )
        for n in range(len(_NAMES))
    )
)


@given(
    parts=_PARTS,
    asked=st.sets(st.sampled_from(_NAMES)),
    ends=st.lists(st.tuples(st.sampled_from((WHOLE, *_NAMES)), st.booleans()), max_size=12),
)
def test_whatever_order_parts_end_in(
    parts: tuple[JoinedPart, ...], asked: set[str], ends: list[tuple[str, bool]]
) -> None:
    """No part begins before what it needs, none is forgotten, and a turn once come never goes."""
    done: set[str] = set()
    failed: set[str] = set()
    begun: set[str] = set()
    turns: dict[str, list[Turn]] = {}
    for key, good in [("", True), *ends, *((key, True) for key in (WHOLE, *_NAMES) * 5)]:
        if (key == WHOLE or key in begun) and key not in done | failed:
            # The submission itself opens nothing once it has failed.
            (done if good or key == WHOLE else failed).add(key)
        for part in parts:
            if part.key in asked - begun:
                found = turn(part, asked, done, failed)
                turns.setdefault(part.key, []).append(found)
                needed = {name for name in part.after if name in asked | {WHOLE}}
                assert (found is Turn.BEGIN) == all(
                    name in done or (name in failed and part.if_refused == "go_on")
                    for name in needed
                )
                if found is Turn.BEGIN:
                    begun.add(part.key)
    for part in parts:
        held = turns.get(part.key, [Turn.BEGIN])[-1] is not Turn.BEGIN
        # In the end all has begun but what waits for something refused, near or far.
        assert part.key not in asked or not held or failed
        for before, after in pairwise(turns.get(part.key, [])):
            assert (before, after) != (Turn.HELD, Turn.WAIT)

"""Checks: all are asked, the gravest comes first, none hides another."""

import time
from collections.abc import Iterator
from unittest.mock import patch

import pytest

from toantrinh.kernel import checking
from toantrinh.kernel.checking import Finding, Severity, check, run


@pytest.fixture(autouse=True)
def _none_known() -> Iterator[None]:
    with patch.dict(checking._checks, clear=True):
        yield


def _finding(code: str, severity: Severity, places: int = 0) -> Finding:
    names = tuple(f"nơi {number}" for number in range(places))
    return Finding(code, severity, "%(count)s nơi hỏng.", remedy="Sửa đi.", places=names)


def test_the_gravest_comes_first_and_the_place_is_handed_on() -> None:
    asked = []

    @check()
    def one(below: str) -> Iterator[Finding]:
        asked.append(below)
        yield _finding("a", Severity.NOTE)
        yield _finding("b", Severity.BROKEN, 10)

    found = run("00.cp/")
    assert [finding.code for finding in found] == ["b", "a"] and asked == ["00.cp/"]
    assert found[0].text() == "10 nơi hỏng." and found[0].how_to_mend() == "Sửa đi."
    assert len(found[0].named()) == 8 and found[0].unnamed == 2


def test_a_check_that_fails_is_a_finding_and_hides_no_other() -> None:
    @check()
    def broken(_below: str) -> Iterator[Finding]:
        yield _finding("never", Severity.NOTE)
        raise RuntimeError("hỏng rồi")

    @check()
    def whole(_below: str) -> Iterator[Finding]:
        yield _finding("whole", Severity.NOTE)

    first, second = run()
    assert (first.code, second.code) == ("checks.not_run", "whole")
    assert "RuntimeError: hỏng rồi" in first.text()


def test_slow_ones_are_asked_together_and_only_so_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checking, "_SLOW_SECONDS", 0.3)

    @check(slow=True)
    def late(_below: str) -> Iterator[Finding]:
        time.sleep(0.6)
        yield _finding("late", Severity.NOTE)

    @check(slow=True)
    def soon(_below: str) -> Iterator[Finding]:
        yield _finding("soon", Severity.NOTE)

    assert run() == []
    begun = time.monotonic()
    assert [finding.code for finding in run(slow=True)] == ["checks.not_run", "soon"]
    assert time.monotonic() - begun < 0.5

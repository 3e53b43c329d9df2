"""Checks of an installation: each room says what may be wrong with its part, and how to mend it.

A room's checks stand in its `checks.py`, made known by `@check`. They read and change nothing.
"""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from enum import IntEnum
from itertools import islice

from toantrinh.kernel import errors

# So many names are told one by one; the rest is counted.
_NAMED = 8
_SLOW_SECONDS = 8.0


class Severity(IntEnum):
    """How grave a finding is."""

    # Something does not work, or is not lawful.
    BROKEN = 1
    # It soon will not, or works worse than it should.
    SOON = 2
    NOTE = 3


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong: a code, how grave, what, at which places, and how to mend it.

    `what` and `remedy` are message ids with named places, as those of refusals. `page` names the
    administrators' page on which it is mended, where there is one.
    """

    code: str
    severity: Severity
    what: str
    remedy: str
    places: tuple[str, ...] = ()
    params: dict[str, object] = field(default_factory=dict)
    page: str = ""

    def text(self) -> str:
        """What is wrong, translated and filled in."""
        return errors.said(self.what, {**self.params, "count": len(self.places)})

    def how_to_mend(self) -> str:
        """The remedy, translated and filled in."""
        return errors.said(self.remedy, {**self.params, "count": len(self.places)})

    def named(self) -> list[str]:
        """The first places, by name."""
        return list(islice(self.places, _NAMED))

    @property
    def unnamed(self) -> int:
        """How many more there are."""
        return max(0, len(self.places) - _NAMED)


# The part of the tree of agencies that is asked about, as a path; empty for all of it.
Look = Callable[[str], Iterable[Finding]]


@dataclass(frozen=True)
class Check:
    """A check by name; a slow one asks other machines and runs only when somebody waits for it."""

    name: str
    look: Look
    slow: bool


_checks: dict[str, Check] = {}


def check(*, slow: bool = False) -> Callable[[Look], Look]:
    """Make a check known."""

    def known(look: Look) -> Look:
        name = f"{look.__module__.rpartition('.')[0]}.{look.__name__}"
        _checks[name] = Check(name, look, slow)
        return look

    return known


def run(below: str = "", *, slow: bool = False) -> list[Finding]:
    """What all checks find, the gravest first; with `slow`, those that ask others too.

    A check that fails is a finding itself.
    """
    found = [finding for one in _checks.values() if not one.slow for finding in _look(one, below)]
    if slow:
        found += _at_once([one for one in _checks.values() if one.slow], below)
    return sorted(found, key=lambda finding: (finding.severity, finding.code))


def _at_once(checks: list[Check], below: str) -> Iterator[Finding]:
    """Slow ones side by side; what has not answered in time is told so."""
    pool = ThreadPoolExecutor(max_workers=max(len(checks), 1))
    begun = {pool.submit(_looked, one, below): one for one in checks}
    done, late = wait(begun, timeout=_SLOW_SECONDS)
    pool.shutdown(wait=False, cancel_futures=True)
    for each in done:
        yield from each.result()
    for each in late:
        yield _not_run(begun[each], "timeout")


def _looked(one: Check, below: str) -> list[Finding]:
    return list(_look(one, below))


def _look(one: Check, below: str) -> Iterator[Finding]:
    try:
        yield from list(one.look(below))
    except Exception as problem:  # noqa: BLE001  a broken check must not hide the others
        yield _not_run(one, f"{type(problem).__name__}: {problem}")


def _not_run(one: Check, why: str) -> Finding:
    return Finding(
        "checks.not_run",
        Severity.BROKEN,
        "Không kiểm tra được %(name)s: %(why)s",
        remedy="Hãy xem nhật ký của máy chủ, sửa nguyên nhân rồi kiểm tra lại.",
        params={"name": one.name, "why": why},
    )

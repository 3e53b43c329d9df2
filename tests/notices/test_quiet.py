"""Hours in which no telephone rings."""

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toantrinh.kernel.time import HANOI, local
from toantrinh.notices.quiet import not_before

NIGHT = time(22), time(6)
MOMENTS = st.integers(0, 6 * 366 * 24 * 3600).map(
    lambda seconds: datetime(2024, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
)
CLOCKS = st.times().map(lambda clock: clock.replace(second=0, microsecond=0))


@pytest.mark.parametrize(
    ("clock", "goes"),
    [
        ("2026-07-06 21:59", "2026-07-06 21:59"),
        ("2026-07-06 22:00", "2026-07-07 06:00"),
        ("2026-07-07 05:59", "2026-07-07 06:00"),
        ("2026-07-07 06:00", "2026-07-07 06:00"),
    ],
)
def test_at_night_it_waits_for_the_morning(clock: str, goes: str) -> None:
    at = datetime.fromisoformat(clock).replace(tzinfo=HANOI)
    assert not_before(at, *NIGHT) == datetime.fromisoformat(goes).replace(tzinfo=HANOI)


@given(MOMENTS, CLOCKS, CLOCKS)
def test_it_is_the_first_moment_that_is_not_quiet(at: datetime, since: time, until: time) -> None:
    def quiet(moment: datetime) -> bool:
        """Minute by minute from the last beginning of the quiet hours."""
        here = local(moment)
        begun = datetime.combine(here.date(), since, tzinfo=HANOI)
        begun = begun if begun <= here else begun - timedelta(days=1)
        over = datetime.combine(begun.date(), until, tzinfo=HANOI)
        over = over if over >= begun else over + timedelta(days=1)
        return begun <= here < over

    goes = not_before(at, since, until)
    assert not quiet(goes)
    assert goes >= at
    assert goes - at <= timedelta(days=1)
    if goes > at:
        assert quiet(at)
        assert quiet(goes - timedelta(minutes=1)) or goes - at < timedelta(minutes=1)

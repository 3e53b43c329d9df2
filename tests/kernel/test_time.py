from datetime import UTC, date, datetime

import pytest

from toantrinh.kernel.ids import new_id
from toantrinh.kernel.time import local, now, today, turned, wall


def test_a_turned_clock_stands_and_is_let_go() -> None:
    moment = datetime(2026, 2, 13, 18, 0, tzinfo=UTC)
    with turned(moment):
        assert now() == moment
        # It is past midnight in Việt Nam.
        assert today() == date(2026, 2, 14)
        assert local(now()).hour == 1
    assert abs((wall() - now()).total_seconds()) < 5


def test_a_moment_without_zone_is_refused() -> None:
    with (
        pytest.raises(ValueError, match="time zone"),
        turned(datetime(2026, 1, 1, tzinfo=UTC).replace(tzinfo=None)),
    ):
        pass


def test_ids_rise() -> None:
    made = [new_id() for _ in range(1000)]
    assert made == sorted(made)
    assert len(set(made)) == 1000
    assert {one.version for one in made} == {7}

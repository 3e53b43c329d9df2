"""What happens is in the kept answers soon: the rounds of lake and answers, one after the other."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from croniter import croniter  # type: ignore[import-untyped]
from procrastinate.contrib.django import app
from pytest_django import Settings

from tests.players import accepted, players
from toantrinh.lake.actions import build
from toantrinh.measures import kept
from toantrinh.measures.asking import NATION, By
from toantrinh.measures.keeping import keep

# What both rounds may take together.
_WORK = timedelta(seconds=30)
_BAR = timedelta(seconds=90)


def _next(task: str, after: datetime) -> datetime:
    [found] = [
        one for one in app.periodic_registry.periodic_tasks.values() if one.periodic_id == task
    ]
    begins: datetime = croniter(found.cron, after).get_next(datetime)
    return begins


def test_the_rounds_leave_time_to_work() -> None:
    midnight = datetime(2026, 11, 26, tzinfo=UTC)
    for second in range(120):
        committed = midnight + timedelta(seconds=second)
        taken_in = _next("build_lake", committed) + _WORK / 2
        seen = _next("keep_answers", taken_in) + _WORK / 2
        assert seen - committed <= _BAR


@pytest.mark.django_db
def test_what_was_committed_is_in_the_answers_after_a_round(
    settings: Settings, tmp_path: Path
) -> None:
    settings.LAKE_FOLDER = tmp_path / "lake"
    who = players()
    accepted(who)
    build()
    keep()
    counted = []
    for _ in range(2):
        [*_, month] = kept.months()
        counted.append(kept.series("work.late_backlog", By.NATION, NATION, [month])[month])
        accepted(who)
        build()
        keep()
    assert [counts.denominator for counts in counted] == [1, 2]

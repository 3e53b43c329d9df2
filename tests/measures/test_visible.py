"""What happens is seen by leaders soon: a round of lake and answers, twice a minute."""

import re
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from croniter import croniter  # type: ignore[import-untyped]
from procrastinate.contrib.django import app
from pytest_django import Settings

from tests.players import accepted, players
from tests.signed_in import officer_client
from toantrinh.measures.tasks import keep_answers

# What a round may take; row `lake_fresh` of the bench measures it over a year of the country.
_ROUND = timedelta(seconds=45)
_BAR = timedelta(seconds=90)
# The card of what stands open, with how many dossiers it counts.
_OPEN = re.compile(r"chi-so/work\.late_backlog/.*?\d+ trong (\d+)", re.DOTALL)


def test_rounds_leave_time_to_work() -> None:
    [told] = [
        one
        for one in app.periodic_registry.periodic_tasks.values()
        if one.periodic_id == "keep_answers"
    ]
    assert told.task.func is keep_answers.func
    midnight = datetime(2026, 11, 26, tzinfo=UTC)
    for second in range(120):
        committed = midnight + timedelta(seconds=second)
        begins: datetime = croniter(told.cron, committed).get_next(datetime)
        # A round that began just before what was committed may still be at work then.
        begins = max(begins, committed + _ROUND)
        assert begins + _ROUND - committed <= _BAR


@pytest.mark.django_db
def test_what_was_committed_is_on_the_leaders_page_after_a_round(
    settings: Settings, tmp_path: Path
) -> None:
    settings.LAKE_FOLDER = tmp_path / "lake"
    who = players()
    leader = officer_client(who.cast.leader)
    accepted(who)

    def open_ones() -> str:
        found = _OPEN.search(leader.get("/dieu-hanh/").content.decode())
        return found[1] if found else ""

    assert open_ones() == ""
    keep_answers.func(timestamp=0)
    assert open_ones() == "1"
    accepted(who)
    began = time.process_time()
    keep_answers.func(timestamp=0)
    taken = time.process_time() - began
    assert open_ones() == "2"
    # Far from what a country takes; but a round that reads everything for a few acts shows.
    assert taken < 10

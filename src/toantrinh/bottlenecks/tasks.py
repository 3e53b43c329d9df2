"""What the worker does for bottlenecks."""

from contextlib import suppress
from datetime import date
from uuid import UUID

from procrastinate.contrib.django import app

from toantrinh.government.queries import agency_by_id
from toantrinh.kernel.actors import SYSTEM
from toantrinh.kernel.errors import NotFound
from toantrinh.kernel.time import today


@app.task(name="bottlenecks.work_out", pass_context=False)
def work_out(procedure: str, agency: str, month: str) -> None:
    """What somebody asked for."""
    # As in `measures.tasks`: only who counts loads what counting needs.
    from toantrinh.bottlenecks.actions import keep

    where = agency_by_id(UUID(agency)) if agency else None
    with suppress(NotFound):
        keep(procedure, where, date.fromisoformat(month), actor=SYSTEM)


@app.periodic(cron="10 19 2 * *", periodic_id="keep_bottlenecks")
@app.task(queueing_lock="keep_bottlenecks", pass_context=False)
def keep_bottlenecks(timestamp: int) -> None:
    """In the night after the second of a month: the month before."""
    # As in `measures.tasks`: only who counts loads what counting needs.
    from toantrinh.bottlenecks.actions import keep_worst
    from toantrinh.bottlenecks.queries import last_month

    del timestamp
    # Without a lake there is nothing to count yet.
    with suppress(NotFound):
        keep_worst(last_month(today()), actor=SYSTEM)

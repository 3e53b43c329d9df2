"""What the worker does for plans."""

from contextlib import suppress

from procrastinate.contrib.django import app

from toantrinh.kernel.actors import SYSTEM
from toantrinh.kernel.errors import NotFound
from toantrinh.kernel.time import today


@app.periodic(cron="20 20 1 * *", periodic_id="measure_targets")
@app.task(queueing_lock="measure_targets", pass_context=False)
def count_targets(timestamp: int) -> None:
    """In the night of the first of a month: what the lines came to in the month before."""
    # As in `measures.tasks`: only who counts loads what counting needs.
    from toantrinh.programme.measuring import measure_targets

    del timestamp
    # Without a lake there is nothing to count yet.
    with suppress(NotFound):
        measure_targets(actor=SYSTEM, on=today())

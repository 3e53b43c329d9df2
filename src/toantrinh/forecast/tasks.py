"""What the worker does for forecasts."""

from contextlib import suppress

from procrastinate.contrib.django import app

from toantrinh.kernel.actors import SYSTEM
from toantrinh.kernel.errors import NotFound
from toantrinh.kernel.time import today


@app.periodic(cron="40 18 * * *", periodic_id="bring_up_forecasts")
@app.task(queueing_lock="bring_up_forecasts", pass_context=False)
def bring_up_forecasts(timestamp: int) -> None:
    """Each night: how long things take, and whether what was said of the last months held."""
    # As in `measures.tasks`: only who counts loads what counting needs.
    from toantrinh.forecast.actions import bring_up

    del timestamp
    # Without a lake there is nothing to count yet.
    with suppress(NotFound):
        bring_up(actor=SYSTEM, on=today())

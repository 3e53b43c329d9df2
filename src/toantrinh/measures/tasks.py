"""What the worker does for measures."""

from contextlib import suppress

from procrastinate.contrib.django import app

from toantrinh.kernel.errors import Conflict, NotFound


# Ten seconds after each round of the lake: what it took in is on pages within a minute and a half.
@app.periodic(cron="* * * * * 10,40", periodic_id="keep_answers")
@app.task(queueing_lock="keep_answers", lock="keep_answers", pass_context=False)
def keep_answers(timestamp: int) -> None:
    """Renew the kept answers; without a lake there is nothing, where somebody is at it, they do."""
    # As in `lake.tasks`: only who counts loads what counting needs.
    from toantrinh.measures.keeping import keep

    del timestamp
    with suppress(Conflict, NotFound):
        keep()

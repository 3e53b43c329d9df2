"""What the worker does for lake and measures."""

from contextlib import suppress

from procrastinate.contrib.django import app

from toantrinh.kernel.errors import Conflict, NotFound


# Twice a minute, one after the other: what was committed is on pages within a minute and a half,
# as long as a round takes 45 seconds at most.
@app.periodic(cron="* * * * * */30", periodic_id="keep_answers")
@app.task(queueing_lock="keep_answers", lock="keep_answers", pass_context=False)
def keep_answers(timestamp: int) -> None:
    """Take in what happened, and renew the kept answers; where somebody else is at it, they do."""
    # Every process names the tasks; Arrow and Ibis take most of a second, so only who counts waits.
    from toantrinh.lake.actions import build
    from toantrinh.measures.keeping import keep

    del timestamp
    with suppress(Conflict):
        build()
    # A lake that somebody else makes anew is not there yet.
    with suppress(Conflict, NotFound):
        keep()

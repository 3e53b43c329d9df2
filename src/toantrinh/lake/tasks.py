"""What the worker does for the lake."""

from contextlib import suppress

from procrastinate.contrib.django import app

from toantrinh.kernel.errors import Conflict


# Twice a minute: what happened is there to be counted within a minute and a half.
@app.periodic(cron="* * * * * */30", periodic_id="build_lake")
@app.task(queueing_lock="build_lake", lock="build_lake", pass_context=False)
def build_lake(timestamp: int) -> None:
    """Take in what happened; where somebody else is at it, they do."""
    # Every process names the tasks; Arrow and Ibis take most of a second, so only who counts waits.
    from toantrinh.lake.actions import build

    del timestamp
    with suppress(Conflict):
        build()

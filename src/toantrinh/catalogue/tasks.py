"""What the worker does for the catalogue."""

from procrastinate.contrib.django import app

from toantrinh.catalogue import coming


@app.periodic(cron="3 * * * *", periodic_id="describe_begun")
@app.task(queueing_lock="describe_begun", pass_context=False)
def describe_begun(timestamp: int) -> None:
    """Each hour, so also just after midnight in Việt Nam."""
    del timestamp
    coming.describe_begun()

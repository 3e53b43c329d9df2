"""What the worker does for the journal."""

from procrastinate.contrib.django import app

from toantrinh.journal.sealing import seal


@app.periodic(cron="* * * * *", periodic_id="seal")
@app.task(queueing_lock="seal", pass_context=False)
def seal_journal(timestamp: int) -> None:
    """Seal the minute that ended."""
    del timestamp
    seal()

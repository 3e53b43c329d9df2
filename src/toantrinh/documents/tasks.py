"""What the worker does for files."""

from procrastinate.contrib.django import app

from toantrinh.documents.actions import sweep
from toantrinh.kernel.actors import SYSTEM


@app.periodic(cron="40 2 * * *", periodic_id="sweep")
@app.task(queueing_lock="sweep", pass_context=False)
def sweep_files(timestamp: int) -> None:
    """Each night, remove uploads that nobody went on with, and bytes that no row names."""
    del timestamp
    sweep(actor=SYSTEM)

"""What the worker does for the journal."""

from procrastinate.contrib.django import app
from procrastinate.exceptions import UniqueViolation
from procrastinate.jobs import Status

from toantrinh.journal.publishing import publish
from toantrinh.journal.sealing import seal

_MISSED_SECONDS = 15


@app.periodic(cron="* * * * *", periodic_id="seal")
@app.task(queueing_lock="seal", pass_context=False)
def seal_journal(timestamp: int) -> None:
    """Seal the minute that ended."""
    del timestamp
    seal()


@app.periodic(cron="*/10 * * * *", periodic_id="publish")
@app.task(queueing_lock="publish", pass_context=False)
def publish_seals(timestamp: int) -> None:
    """Close the days that are over, and keep their files to be copied."""
    del timestamp
    publish()


@app.periodic(cron="* * * * * */15", periodic_id="rescue")
@app.task(queueing_lock="rescue", pass_context=False)
async def rescue_jobs(timestamp: int) -> None:
    """Put back the jobs of workers that were killed; jobs change nothing when they run twice."""
    del timestamp
    for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=_MISSED_SECONDS):
        try:
            await app.job_manager.retry_job(job)
        except UniqueViolation:
            # Another of its kind waits already and does what this one did not.
            await app.job_manager.finish_job(job, Status.FAILED, delete_job=True)

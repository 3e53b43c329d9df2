"""What the worker does for administrators."""

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from toantrinh.administration import actions
from toantrinh.administration.models import Proposal

_RETRY = RetryStrategy(max_attempts=20, wait=5, linear_wait=30)


@app.task(name="administration.carry_out", retry=_RETRY)
def carry_out(proposal: str) -> None:
    """Do what was agreed on and takes long."""
    actions.carry_out(Proposal(pk=proposal))


@app.periodic(cron="15 1 * * *", periodic_id="expire_proposals")
@app.task(queueing_lock="expire_proposals", pass_context=False)
def expire_proposals(timestamp: int) -> None:
    """Each night, end the proposals on which nobody decided in time."""
    del timestamp
    actions.expire_old()

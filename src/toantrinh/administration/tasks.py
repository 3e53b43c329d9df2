"""What the worker does for administrators."""

from uuid import UUID

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from toantrinh.administration import actions, announcing, inviting
from toantrinh.administration.models import Proposal
from toantrinh.people.models import Invitation

_RETRY = RetryStrategy(max_attempts=20, wait=5, linear_wait=30)


@app.task(name="administration.carry_out", retry=_RETRY)
def carry_out(proposal: str) -> None:
    """Do what was agreed on and takes long."""
    actions.carry_out(Proposal(pk=proposal))


@app.task(name="administration.send_invitation", retry=_RETRY)
def send_invitation(invitation: str) -> None:
    """Mail the link that lets an officer set their password."""
    rows = Invitation.objects.select_related("officer__user")
    inviting.send(rows.get(pk=invitation))


@app.task(name="administration.announce_posting", retry=_RETRY)
def announce_posting(posting: str, left: str | None = None) -> None:
    """Mail an officer what post they were given."""
    announcing.announce(UUID(posting), UUID(left) if left else None)


@app.periodic(cron="15 1 * * *", periodic_id="expire_proposals")
@app.task(queueing_lock="expire_proposals", pass_context=False)
def expire_proposals(timestamp: int) -> None:
    """Each night, end the proposals on which nobody decided in time."""
    del timestamp
    actions.expire_old()

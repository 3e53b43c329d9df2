"""What the worker does for messages. Each job may run twice and must then change nothing."""

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from toantrinh.notices import sending
from toantrinh.notices.gateway import ProviderAway
from toantrinh.notices.models import Stage

# For about three hours; what waits longer is replayed by the minute job below.
_RETRY = RetryStrategy(max_attempts=30, wait=5, linear_wait=20)


@app.task(name="notices.deliver", retry=_RETRY)
def deliver(notice: str) -> None:
    """Hand one message to a provider."""
    if sending.deliver(notice) is Stage.WAITING:
        raise ProviderAway("no provider took it")


@app.periodic(cron="* * * * *", periodic_id="follow_notices")
@app.task(queueing_lock="follow_notices", pass_context=False)
def follow_notices(timestamp: int) -> None:
    """Each minute: how far sent messages got."""
    del timestamp
    sending.follow_up()


@app.periodic(cron="*/10 * * * *", periodic_id="replay_notices")
@app.task(queueing_lock="replay_notices", pass_context=False)
def replay_notices(timestamp: int) -> None:
    """Every ten minutes: messages whose job was lost or gave up are tried again."""
    del timestamp
    sending.replay()

"""What the worker does for mandates. Each job may run twice and must then change nothing."""

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from toantrinh.journal.models import Event
from toantrinh.kernel.time import today
from toantrinh.mandates.models import Mandate
from toantrinh.mandates.telling import days_to_tell, tell_day, tell_event

_RETRY = RetryStrategy(max_attempts=100, wait=1, linear_wait=30)


@app.task(name="mandates.tell", retry=_RETRY)
def tell(mandate: str, seq: int) -> None:
    """Tell both sides what happened."""
    row = Mandate.objects.select_related("grantor", "organisation", "holder__key").get(pk=mandate)
    tell_event(row, Event.objects.get(stream=row.stream(), seq=seq))


@app.periodic(cron="5 23 * * *", periodic_id="mandate_days")
@app.task(queueing_lock="mandate_days", pass_context=False, retry=_RETRY)
def tell_days(timestamp: int) -> None:
    """Each morning, six o'clock in Việt Nam, tell of mandates that begin, end soon or ended."""
    del timestamp
    for mandate, news in days_to_tell(today()):
        tell_day(mandate, news)

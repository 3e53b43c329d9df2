"""What the worker does for explanations. It may run twice and must then change nothing."""

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from toantrinh.journal.models import Event
from toantrinh.protection.models import Explanation
from toantrinh.protection.telling import tell_event

_RETRY = RetryStrategy(max_attempts=100, wait=1, linear_wait=30)


@app.task(name="protection.tell", retry=_RETRY)
def tell(explanation: str, seq: int) -> None:
    """Tell whom an event concerns."""
    row = Explanation.objects.select_related("person", "agency", "addressee").get(pk=explanation)
    tell_event(row, Event.objects.get(stream=row.stream(), seq=seq))

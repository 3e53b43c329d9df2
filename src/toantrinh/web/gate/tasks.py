"""What the worker does for the gate."""

from datetime import datetime

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from toantrinh.people.models import Officer
from toantrinh.web.gate.telling import tell_locked as tell

_RETRY = RetryStrategy(max_attempts=20, wait=5, linear_wait=30)


@app.task(name="gate.tell_locked", retry=_RETRY)
def tell_locked(officer: str, until: str) -> None:
    """Tell an officer by mail that their login is locked for a while."""
    rows = Officer.objects.select_related("user")
    tell(rows.get(pk=officer), datetime.fromisoformat(until))

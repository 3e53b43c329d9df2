"""What the worker does for the gate."""

from datetime import datetime

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from toantrinh.people.models import Officer
from toantrinh.web.gate.telling import tell_factor_changed as tell_change
from toantrinh.web.gate.telling import tell_locked as tell

_RETRY = RetryStrategy(max_attempts=20, wait=5, linear_wait=30)


@app.task(name="gate.tell_locked", retry=_RETRY)
def tell_locked(officer: str, until: str) -> None:
    """Tell an officer by mail that their login is locked for a while."""
    rows = Officer.objects.select_related("user")
    tell(rows.get(pk=officer), datetime.fromisoformat(until))


@app.task(name="gate.tell_factor_changed", retry=_RETRY)
def tell_factor_changed(officer: str, action: str, number: int) -> None:
    """Tell an officer by mail that a passkey of theirs came or went."""
    tell_change(Officer.objects.get(pk=officer), action, number)

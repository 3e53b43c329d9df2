"""What the worker does for alerts."""

from collections.abc import Sequence

from procrastinate.contrib.django import app

from toantrinh.kernel.actors import SYSTEM

TELL = "alerts.tell"


# Each morning in Việt Nam, before offices open.
@app.periodic(cron="40 23 * * *", periodic_id="look_for_alerts")
@app.task(queueing_lock="look_for_alerts", pass_context=False)
def look_for_alerts(timestamp: int) -> None:
    """Hold the kept numbers against the rules."""
    # As in `measures.tasks`: only who counts loads what counting needs.
    from toantrinh.alerts.actions import look

    del timestamp
    look(actor=SYSTEM)


@app.task(name=TELL, pass_context=False)
def tell(agency: str, alerts: Sequence[str]) -> None:
    """Tell who leads an agency."""
    from toantrinh.alerts import telling

    telling.tell(agency, alerts)

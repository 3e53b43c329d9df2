"""What the worker does for good practice."""

from uuid import UUID

from procrastinate.contrib.django import app

from toantrinh.kernel.actors import SYSTEM
from toantrinh.kernel.time import today


@app.task(name="practice.count_use")
def count_use(practice: str, number: int) -> None:
    """Soon after somebody began to work so: what the months before came to, and those after."""
    # As in `measures.tasks`: only who counts loads what counting needs.
    from toantrinh.practice import counting

    counting.count_use(UUID(practice), number, actor=SYSTEM, on=today())


@app.periodic(cron="40 20 1 * *", periodic_id="count_practices")
@app.task(queueing_lock="count_practices", pass_context=False)
def count_all(timestamp: int) -> None:
    """In the night of the first of a month, all of them anew."""
    # As in `measures.tasks`: only who counts loads what counting needs.
    from toantrinh.practice import counting

    del timestamp
    counting.count_uses(counting.all_uses(), actor=SYSTEM, on=today())

"""What the worker does for counters."""

from datetime import timedelta

from django.db import transaction
from procrastinate.contrib.django import app

from toantrinh.counter.reception import remove
from toantrinh.counter.reception_models import Reception
from toantrinh.kernel.time import now

# What nobody came back to within two days was somebody's who left: their data are not kept.
LEFT_AFTER = timedelta(days=2)


@app.periodic(cron="20 1 * * *", periodic_id="sweep_receptions")
@app.task(queueing_lock="sweep_receptions", pass_context=False)
def sweep_receptions(timestamp: int) -> None:
    """Each night, drop receptions that were begun and left."""
    del timestamp
    sweep()


def sweep() -> int:
    """Drop what was left; how many."""
    left = Reception.objects.filter(dossier__isnull=True, updated_at__lt=now() - LEFT_AFTER)
    dropped = 0
    for pk in list(left.values_list("pk", flat=True)):
        with transaction.atomic():
            rows = Reception.objects.select_for_update(of=("self",), skip_locked=True)
            row = rows.select_related("key").filter(pk=pk, dossier__isnull=True).first()
            if row is not None:
                remove(row)
                dropped += 1
    return dropped

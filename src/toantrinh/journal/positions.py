"""How far the journal has come, at a moment when no writer is under way."""

import time

from django.db import OperationalError, connection, transaction
from django.db.models import Max

from toantrinh.journal.models import SEAL_LOCK, Access, Event


def ends() -> tuple[int, int]:
    """The last positions of events and views, none below which is still to come.

    Read while holding the lock alone; writers wait some milliseconds. The lock is a session's, so
    that it is let go before anything else is read. A writer that takes long must not make all
    others queue behind: who asks gives up and tries again.
    """
    while True:
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SET LOCAL lock_timeout = '300ms'")
                cursor.execute("SELECT pg_advisory_lock(%s)", [SEAL_LOCK])
                cursor.execute("SET LOCAL lock_timeout = 0")
            break
        except OperationalError:
            time.sleep(0.2)
    try:
        events = Event.objects.aggregate(end=Max("position"))["end"] or 0
        views = Access.objects.aggregate(end=Max("position"))["end"] or 0
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [SEAL_LOCK])
    return events, views

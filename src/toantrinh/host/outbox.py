"""Jobs left on busy ways: as `configure_task(…).defer(…)` leaves them, by SQL made once."""

import json

from django.db import connection

_LEAVE = (
    "SELECT procrastinate_defer_jobs_v1(ARRAY[ROW('default', %s, 0, %s, NULL, %s::jsonb, NULL)]"
    "::procrastinate_job_to_defer_v1[])"
)


def leave(task: str, *, lock: str, **given: str | int) -> None:
    """Leave a job to the worker, in the same transaction; those of one lock go one by one."""
    with connection.cursor() as cursor:
        cursor.execute(_LEAVE, [task, lock, json.dumps(given)])

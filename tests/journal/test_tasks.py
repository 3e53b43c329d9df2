"""What a killed worker was at is taken up again."""

import pytest
from asgiref.sync import async_to_sync
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from toantrinh.journal.tasks import rescue_jobs

# What is refused really ends its own transaction, and no other.
pytestmark = pytest.mark.usefixtures("own_database")

_ADD = """
INSERT INTO procrastinate_jobs (queue_name, task_name, queueing_lock, args, status, attempts)
VALUES ('default', %s, %s, '{}', %s, %s)
"""


def put(task: str, lock: str | None, status: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_ADD, [task, lock, status, int(status == "doing")])


def test_one_that_another_stands_in_for_holds_up_no_other() -> None:
    put("a.periodic", "a", "doing")
    put("a.periodic", "a", "todo")
    put("a.letter", None, "doing")
    async_to_sync(rescue_jobs.func)(0)
    left = ProcrastinateJob.objects.filter(task_name__startswith="a.").order_by("task_name")
    assert list(left.values_list("task_name", "status")) == [
        ("a.letter", "todo"),
        ("a.periodic", "todo"),
    ]

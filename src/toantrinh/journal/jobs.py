"""Jobs that need a human: failed for good, left behind by a killed worker, or running for long."""

from collections.abc import Iterable
from datetime import timedelta

from django.db.models import Q, QuerySet
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from toantrinh.journal.actions import append_to_stream
from toantrinh.kernel.actors import SYSTEM
from toantrinh.kernel.time import wall

STREAM = "jobs"
# The worker itself puts back what a killed one left, within half a minute.
_LEFT = timedelta(minutes=2)
_LONG = timedelta(minutes=30)


def failed() -> QuerySet[ProcrastinateJob]:
    """Those that are not tried again by themselves."""
    return ProcrastinateJob.objects.filter(status="failed").order_by("pk")


def stuck() -> QuerySet[ProcrastinateJob]:
    """Those that a worker took up which gives no sign of life any more."""
    gone = Q(worker=None) | Q(worker__last_heartbeat__lt=wall() - _LEFT)
    return _doing(_LEFT).filter(gone)


def long() -> QuerySet[ProcrastinateJob]:
    """Those on which a living worker has been for long."""
    return _doing(_LONG).filter(worker__last_heartbeat__gte=wall() - _LEFT)


def retry(jobs: Iterable[ProcrastinateJob]) -> int:
    """Put jobs back, to be done as soon as a worker is free; how many there were.

    Every job may run twice and must then change nothing.
    """
    names = []
    for job in jobs:
        app.job_manager.retry_job_by_id(job.pk, retry_at=wall())
        names.append(job.task_name)
    if names:
        tasks = sorted(set(names))
        append_to_stream(
            STREAM, "retry", actor=SYSTEM, payload={"tasks": tasks, "jobs": len(names)}
        )
    return len(names)


def _doing(since: timedelta) -> QuerySet[ProcrastinateJob]:
    begun = Q(procrastinateevent__type="started", procrastinateevent__at__lt=wall() - since)
    return ProcrastinateJob.objects.filter(begun, status="doing").distinct().order_by("pk")

"""What may be wrong with the journal: seals that stopped, clocks that differ, jobs that lie."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Max, Min, Q, QuerySet
from procrastinate.contrib.django.models import ProcrastinateJob, ProcrastinateWorker

from toantrinh.journal import jobs as waiting
from toantrinh.journal.models import Event, Seal
from toantrinh.journal.seals import Content
from toantrinh.kernel.checking import Finding, Severity, check
from toantrinh.kernel.time import wall

_SEAL_AGE = timedelta(minutes=2)
_CLOCKS_DIFFER = timedelta(seconds=2)
_HEARTBEAT = timedelta(seconds=30)
_WAITING = timedelta(minutes=10)


@check()
def seals(_below: str) -> Iterator[Finding]:
    """Each minute in which something happened has its seal."""
    last = Seal.objects.order_by("-number").first()
    sealed = Content.read(last.content).window.events_upto if last else 0
    oldest = Event.objects.filter(position__gt=sealed).aggregate(at=Min("at"))["at"]
    if oldest is not None and wall() - oldest > _SEAL_AGE:
        yield Finding(
            "journal.seal_late",
            Severity.BROKEN,
            "Nhật ký chưa được niêm phong từ %(minutes)s phút.",
            remedy="Hãy xem tiến trình worker có chạy không: toantrinh status; niêm phong tay bằng"
            " toantrinh audit seal.",
            params={"minutes": int((wall() - oldest).total_seconds() // 60)},
        )


@check()
def clocks(_below: str) -> Iterator[Finding]:
    """Application and database go by the same time."""
    with connection.cursor() as cursor:
        before = wall()
        cursor.execute("SELECT clock_timestamp()")
        row = cursor.fetchone()
        after = wall()
    told: datetime = row[0] if row else after
    drift = max(before - told, told - after, timedelta(0))
    if drift > _CLOCKS_DIFFER:
        yield Finding(
            "journal.clocks_differ",
            Severity.BROKEN,
            "Đồng hồ máy chủ và cơ sở dữ liệu lệch nhau %(seconds)s giây.",
            remedy="Hãy bật đồng bộ giờ (NTP) trên cả hai máy.",
            params={"seconds": round(drift.total_seconds())},
        )


@check()
def worker(_below: str) -> Iterator[Finding]:
    """Somebody does what follows an act."""
    beat = ProcrastinateWorker.objects.aggregate(at=Max("last_heartbeat"))["at"]
    if beat is None or wall() - beat > _HEARTBEAT:
        yield Finding(
            "journal.worker_away",
            Severity.BROKEN,
            "Không có tiến trình worker nào đang chạy: thư, chữ ký số và niêm phong đều chờ.",
            remedy="Hãy chạy: toantrinh up, rồi xem logs/worker.log.",
        )


@check()
def jobs(_below: str) -> Iterator[Finding]:
    """Jobs are taken up soon and do not fail for good."""
    if names := _names(waiting.failed()):
        yield Finding(
            "journal.jobs_failed",
            Severity.BROKEN,
            "%(jobs)s việc nền đã hỏng hẳn.",
            remedy="Hãy xem logs/worker.log để biết vì sao, sửa, rồi chạy: toantrinh jobs retry.",
            places=names,
            params={"jobs": waiting.failed().count()},
        )
    if names := _names(waiting.stuck()):
        yield Finding(
            "journal.jobs_stuck",
            Severity.BROKEN,
            "%(jobs)s việc nền dở dang vì tiến trình worker đã bị dừng.",
            remedy="Hãy chạy: toantrinh up; worker tự làm lại trong nửa phút. Nếu vẫn còn, chạy:"
            " toantrinh jobs retry.",
            places=names,
            params={"jobs": waiting.stuck().count()},
        )
    if names := _names(waiting.long()):
        yield Finding(
            "journal.jobs_long",
            Severity.SOON,
            "%(jobs)s việc nền chạy đã hơn 30 phút.",
            remedy="Hãy xem logs/worker.log; nếu việc không tiến, chạy: toantrinh down, rồi"
            " toantrinh up.",
            places=names,
            params={"jobs": waiting.long().count()},
        )
    since = wall() - _WAITING
    due = Q(scheduled_at=None) | Q(scheduled_at__lt=since)
    idle = ProcrastinateJob.objects.filter(due, status="todo", attempts=0)
    asked = idle.filter(procrastinateevent__type="deferred", procrastinateevent__at__lt=since)
    if count := asked.count():
        yield Finding(
            "journal.jobs_wait",
            Severity.SOON,
            "%(jobs)s việc nền chờ hơn 10 phút.",
            remedy="Hãy xem tiến trình worker có chạy không, hoặc thêm worker.",
            params={"jobs": count},
        )


def _names(found: QuerySet[ProcrastinateJob]) -> tuple[str, ...]:
    return tuple(sorted(set(found.values_list("task_name", flat=True))))

"""What may be wrong with the machine: room on the disk, age of the backup, texts not compiled."""

import json
import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from toantrinh.host.backup import LAST_BACKUP
from toantrinh.host.home import home
from toantrinh.kernel.checking import Finding, Severity, check
from toantrinh.kernel.time import local, wall

_GIB = 1024**3
_LEAST_BYTES = 2 * _GIB
_LOW_SHARE = 0.1
# Once a day and two hours to spare.
_BACKUP_AGE = timedelta(hours=26)
_LOCALE = Path(__file__).resolve().parent.parent / "locale"


@check()
def disk(_below: str) -> Iterator[Finding]:
    """Room for files, the database and its log."""
    usage = shutil.disk_usage(home().path)
    if usage.free < _LEAST_BYTES or usage.free < usage.total * _LOW_SHARE:
        yield Finding(
            "host.disk_full",
            Severity.BROKEN if usage.free < _LEAST_BYTES else Severity.SOON,
            "Ổ đĩa chỉ còn %(free)s GB trống trong %(total)s GB.",
            remedy="Hãy dọn nhật ký và bản sao lưu cũ, hoặc thêm dung lượng ở %(path)s.",
            params={
                "free": usage.free // _GIB,
                "total": usage.total // _GIB,
                "path": str(home().path),
            },
        )


@check()
def backup(_below: str) -> Iterator[Finding]:
    """When somebody last made a backup, with keys."""
    made = _last_backup()
    if made is None:
        yield Finding(
            "host.no_backup",
            Severity.SOON,
            "Chưa có bản sao lưu nào.",
            remedy="Hãy chạy hằng ngày: toantrinh backup TỆP --keys TỆP_KHÓA, và cất hai tệp ở hai"
            " nơi.",
        )
    elif wall() - made > _BACKUP_AGE:
        yield Finding(
            "host.backup_old",
            Severity.SOON,
            "Bản sao lưu gần nhất đã cũ: %(when)s.",
            remedy="Hãy xem vì sao việc sao lưu hằng ngày không chạy.",
            params={"when": f"{local(made):%H:%M ngày %d/%m/%Y}"},
        )


@check()
def texts(_below: str) -> Iterator[Finding]:
    """English pages need the compiled texts."""
    for source in _LOCALE.glob("*/LC_MESSAGES/django.po"):
        compiled = source.with_suffix(".mo")
        if not compiled.exists() or compiled.stat().st_mtime < source.stat().st_mtime:
            yield Finding(
                "host.texts_not_compiled",
                Severity.SOON,
                "Bản dịch %(language)s chưa được biên dịch, trang có thể lẫn hai thứ tiếng.",
                remedy="Hãy chạy: python -m toantrinh.command.translations, rồi khởi động lại.",
                params={"language": source.parts[-3]},
            )


def _last_backup() -> datetime | None:
    try:
        told = json.loads((home().run / LAST_BACKUP).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    return datetime.fromisoformat(told["made_at"])

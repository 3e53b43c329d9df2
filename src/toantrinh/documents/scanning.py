"""Files are looked at for viruses when a scanner is named (`TOANTRINH_SCANNER`).

What a person sends is looked at while they wait. When the scanner is away the file is kept but
can't be opened, and the worker looks at it as soon as the scanner is back.
"""

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from toantrinh.documents.files import store
from toantrinh.documents.models import Scan, StoredFile
from toantrinh.documents.queries import sealed_content
from toantrinh.documents.scanner import Scanner, ScannerAway
from toantrinh.kernel.errors import NotFound, Refusal

# Files that the worker looks at in one go.
_MOST = 200
UNSCANNED = Q(scan__in=[Scan.NOT_ASKED, Scan.WAITING])


def scanner() -> Scanner | None:
    """The scanner of this installation; none when nobody named one."""
    return Scanner(settings.SCANNER) if settings.SCANNER else None


def scanned(content: bytes) -> Scan:
    """What a scanner says of bytes that somebody sends now. Refuses those with a virus."""
    looking = scanner()
    if looking is None:
        return Scan.NOT_ASKED
    try:
        threat = looking.threat_in(content)
    except ScannerAway:
        return Scan.WAITING
    if threat:
        raise Refusal(
            "Tệp này có mã độc (%(threat)s) nên không nhận được.",
            field="file",
            remedy="Hãy diệt vi-rút trên máy của bạn, rồi chụp lại giấy tờ và gửi tệp mới.",
            threat=threat,
        )
    return Scan.CLEAN


@transaction.atomic
def scan_waiting() -> list[StoredFile]:
    """Look at files that nobody has looked at yet, latest first; returns those with a virus.

    Bytes with a virus are removed once the transaction holds. Safe to run twice at once. When the
    scanner goes away, the rest waits for the next time.
    """
    looking, tainted = scanner(), []
    if looking is None:
        return []
    files = StoredFile.objects.select_for_update(of=("self",), skip_locked=True)
    waiting = files.select_related("key").filter(UNSCANNED).order_by("-pk")[:_MOST]
    for file in waiting:
        try:
            found = _look(file, looking)
        except ScannerAway:
            break
        except (NotFound, Refusal):
            # Its bytes are lost or damaged, which whoever opens it is told.
            continue
        if found is Scan.TAINTED:
            tainted.append(file)
    return tainted


def _look(file: StoredFile, looking: Scanner) -> Scan:
    if file.key is not None and file.key.erased_at is not None:
        # Nobody can open it any more.
        found = Scan.CLEAN
    else:
        found = Scan.TAINTED if looking.threat_in(sealed_content(file)) else Scan.CLEAN
    file.scan = found
    file.save(update_fields=["scan"])
    if found is Scan.TAINTED:
        transaction.on_commit(lambda: store().remove(file.sha256))
    return found

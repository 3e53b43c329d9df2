"""What may be wrong with signatures and files: keys missing, certificates that end, no scanner.

What signs takes half a second to import, so it is imported when a check looks.
"""

import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from toantrinh.documents.scanner import ScannerAway
from toantrinh.documents.scanning import scanner
from toantrinh.government.models import Agency, Post
from toantrinh.government.queries import in_force
from toantrinh.kernel.checking import Finding, Severity, check
from toantrinh.kernel.errors import Refusal
from toantrinh.kernel.time import today, wall

_SOON = timedelta(days=30)


@check()
def signing_keys(below: str) -> Iterator[Finding]:
    """Agencies with a post that signs, in a real installation, and no key of theirs."""
    from toantrinh.documents.authority import has_key

    signing = _signing(below)
    if names := tuple(f"{one.name}: {one.code}.p12" for one in signing if not has_key(one.code)):
        yield Finding(
            "documents.key_missing",
            Severity.BROKEN,
            "%(count)s cơ quan ký kết quả mà chưa có khóa ký số.",
            remedy="Hãy đặt tệp của mỗi cơ quan vào thư mục TOANTRINH_SIGNING_KEYS.",
            places=names,
        )


@check()
def certificates(below: str) -> Iterator[Finding]:
    """Certificates that are over, or will be within a month."""
    if not os.environ.get("TOANTRINH_SIGNING_KEYS"):
        # Those of a demonstration are made for years.
        return
    from toantrinh.documents.authority import has_key

    over, ending, unreadable = [], [], []
    for one in _signing(below):
        if not has_key(one.code):
            continue
        try:
            left = _left(one)
        except (Refusal, ValueError):
            unreadable.append(one.name)
            continue
        if left <= timedelta(0):
            over.append(one.name)
        elif left <= _SOON:
            ending.append(one.name)
    if unreadable:
        yield Finding(
            "documents.key_unreadable",
            Severity.BROKEN,
            "Không mở được tệp khóa ký số của %(count)s cơ quan.",
            remedy="Hãy xem lại tệp và mật khẩu TOANTRINH_SIGNING_PASSWORD.",
            places=tuple(unreadable),
        )
    if over:
        yield Finding(
            "documents.certificate_over",
            Severity.BROKEN,
            "Chứng thư số của %(count)s cơ quan đã hết hạn.",
            remedy="Hãy xin chứng thư mới và thay tệp khóa.",
            places=tuple(over),
        )
    if ending:
        yield Finding(
            "documents.certificate_ends",
            Severity.SOON,
            "Chứng thư số của %(count)s cơ quan hết hạn trong 30 ngày.",
            remedy="Hãy xin chứng thư mới ngay.",
            places=tuple(ending),
        )


@check()
def roots(_below: str) -> Iterator[Finding]:
    """Whose signatures are trusted."""
    file = os.environ.get("TOANTRINH_SIGNING_ROOTS")
    if os.environ.get("TOANTRINH_SIGNING_KEYS") and not (file and Path(file).exists()):
        yield Finding(
            "documents.roots_missing",
            Severity.BROKEN,
            "Chưa có tệp chứng thư gốc tin cậy, chữ ký trên kết quả không kiểm tra được.",
            remedy="Hãy đặt TOANTRINH_SIGNING_ROOTS là tệp PEM của các chứng thư gốc.",
        )


@check(slow=True)
def scanner_answers(_below: str) -> Iterator[Finding]:
    """The virus scanner, where one is named."""
    looking = scanner()
    if looking is None:
        return
    try:
        looking.version()
    except ScannerAway as problem:
        yield Finding(
            "documents.scanner_away",
            Severity.BROKEN,
            "Không nối được bộ quét mã độc %(address)s: %(why)s",
            remedy="Tệp gửi lên chưa mở được; hãy chạy lại bộ quét hoặc xem TOANTRINH_SCANNER.",
            params={"address": looking.address, "why": str(problem)},
        )


def _signing(below: str) -> list[Agency]:
    posts = Post.objects.filter(in_force(today()), signs=True).values("agency")
    rows = Agency.objects.filter(in_force(today()), path__startswith=below, pk__in=posts)
    return list(rows.order_by("path"))


def _left(agency: Agency) -> timedelta:
    from toantrinh.documents.authority import agency_signer

    return agency_signer(agency.code, agency.name).valid_until - wall()

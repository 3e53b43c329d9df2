"""What may be wrong with mail: none is named, or it does not answer."""

import smtplib
from collections.abc import Iterator

from django.conf import settings
from django.core.mail import get_connection

from toantrinh.kernel.checking import Finding, Severity, check

_SECONDS = 4


@check()
def mail_named(_below: str) -> Iterator[Finding]:
    """Where mail goes."""
    if not settings.EMAIL_HOST and not settings.DEMO:
        yield Finding(
            "notices.mail_not_named",
            Severity.BROKEN,
            "Chưa có máy chủ thư: thư báo và thư mời chỉ nằm trong thư mục %(folder)s.",
            remedy="Hãy đặt TOANTRINH_MAIL_HOST và các biến đi cùng (docs/operations.md).",
            params={"folder": str(settings.MAIL_FOLDER)},
        )


@check(slow=True)
def mail_answers(_below: str) -> Iterator[Finding]:
    """The mail server lets us in."""
    if not settings.EMAIL_HOST:
        return
    server = get_connection(timeout=_SECONDS)
    try:
        server.open()
    except (OSError, smtplib.SMTPException) as problem:
        yield Finding(
            "notices.mail_away",
            Severity.BROKEN,
            "Không nối được máy chủ thư %(host)s: %(why)s",
            remedy="Hãy xem lại TOANTRINH_MAIL_HOST, cổng, tài khoản, và tường lửa.",
            params={"host": settings.EMAIL_HOST, "why": str(problem)},
        )
    finally:
        server.close()

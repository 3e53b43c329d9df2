"""What may be wrong with mail and short messages: none is named, or it does not answer."""

import smtplib
from collections.abc import Iterator

from django.conf import settings
from django.core.mail import get_connection

from toantrinh.kernel.checking import Finding, Severity, check
from toantrinh.notices import sending
from toantrinh.notices.gateway import ProviderAway, providers

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


@check()
def messages_stuck(_below: str) -> Iterator[Finding]:
    """Short messages that should have gone out and did not."""
    if found := sending.stuck():
        yield Finding(
            "notices.messages_stuck",
            Severity.BROKEN,
            "%(count)s tin nhắn chờ quá lâu mà chưa gửi được.",
            remedy="Hãy xem nhà cung cấp tin nhắn, rồi chạy “toantrinh notices replay”.",
            params={"count": len(found)},
        )


@check(slow=True)
def providers_answer(_below: str) -> Iterator[Finding]:
    """The providers of short messages."""
    for provider in providers():
        try:
            provider.delivery("none")
        except ProviderAway as problem:
            yield Finding(
                "notices.provider_away",
                Severity.BROKEN,
                "Nhà cung cấp tin nhắn %(name)s không trả lời: %(why)s",
                remedy="Tin đi qua nhà cung cấp khác. Hãy xem TOANTRINH_MESSAGE_PROVIDERS.",
                params={"name": provider.name, "why": str(problem)},
            )

"""What may be wrong with the way in: no identity provider, or one that does not answer."""

from collections.abc import Iterator

import requests
from django.conf import settings

from toantrinh.kernel.checking import Finding, Severity, check

_SECONDS = 4
_WELL_KNOWN = "/.well-known/openid-configuration"


@check()
def provider_named(_below: str) -> Iterator[Finding]:
    """Citizens have a way in."""
    if not settings.OIDC_ISSUER:
        yield Finding(
            "gate.provider_not_named",
            Severity.BROKEN,
            "Chưa có hệ thống định danh, người dân không đăng nhập được.",
            remedy="Hãy đặt TOANTRINH_OIDC_ISSUER và các biến đi cùng (docs/operations.md).",
        )


@check()
def encrypted(_below: str) -> Iterator[Finding]:
    """Passwords do not go over the net in the clear."""
    if not settings.TLS and not settings.DEMO:
        yield Finding(
            "gate.not_encrypted",
            Severity.BROKEN,
            "Trang đang chạy không mã hóa đường truyền.",
            remedy="Hãy đặt TOANTRINH_TLS=1 và TOANTRINH_TRUSTED_PROXY sau một máy chủ TLS.",
        )


@check(slow=True)
def provider_answers(_below: str) -> Iterator[Finding]:
    """The provider tells its own description."""
    if not settings.OIDC_ISSUER:
        return
    try:
        answer = requests.get(f"{settings.OIDC_ISSUER}{_WELL_KNOWN}", timeout=_SECONDS)
        answer.raise_for_status()
        issuer = str(answer.json()["issuer"]).rstrip("/")
    except (requests.RequestException, ValueError, KeyError, TypeError) as problem:
        yield _away(str(problem))
        return
    if issuer != settings.OIDC_ISSUER:
        yield _away(issuer)


def _away(why: str) -> Finding:
    return Finding(
        "gate.provider_away",
        Severity.BROKEN,
        "%(provider)s không trả lời đúng ở %(address)s: %(why)s",
        remedy="Hãy xem đường mạng ra ngoài, địa chỉ TOANTRINH_OIDC_ISSUER, hoặc hỏi nhà cung cấp.",
        params={"provider": settings.OIDC_NAME, "address": settings.OIDC_ISSUER, "why": why},
    )

"""To whom a hole is reported (RFC 9116)."""

from datetime import UTC, datetime, time, timedelta

from django.conf import settings
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from toantrinh.kernel.time import now
from toantrinh.web.gate.access import Visit, anyone

# Who answers with this file today is taken to be there for a while.
_USUAL = timedelta(days=90)


@anyone(per_minute=60)
@require_safe
def security_txt(_visit: Visit) -> HttpResponse:
    """`security.txt` from the configuration; without a contact there is none."""
    if not settings.SECURITY_CONTACTS:
        raise Http404
    until = settings.SECURITY_EXPIRES
    ends = datetime.combine(until, time(), UTC) if until else now() + _USUAL
    address = f"{settings.PUBLIC_ADDRESS}{reverse('portal:security_txt')}"
    lines = [
        *(f"Contact: {contact}" for contact in settings.SECURITY_CONTACTS),
        f"Expires: {ends:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: vi, en",
        f"Canonical: {address}",
    ]
    return HttpResponse("\n".join([*lines, ""]), content_type="text/plain; charset=utf-8")

"""What the gate writes down for those who watch over the house: who was let in, and who was not.

Ids and addresses of machines only: never a name, a number, or what was typed, which may be a
password in the wrong box.
"""

import logging
from typing import Literal

from django.http import HttpRequest

from toantrinh.people.models import User

_log = logging.getLogger("toantrinh.security")

Noticed = Literal[
    "signed_in",
    "signed_out",
    "timed_out",
    "wrong_password",
    "wrong_code",
    "confirmed",
    "ended_session",
    "wrong_token",
    "not_proven",
    "refused",
    "too_often",
]


def notice(request: HttpRequest, what: Noticed, *, login: object = None) -> None:
    """One line: what happened, at which view, from where, and whose login it was, if known."""
    user = getattr(request, "user", None)
    known = user.pk if isinstance(user, User) else None
    found = request.resolver_match
    _log.info(
        what,
        extra={
            "login": str(login or known or ""),
            "view": found.view_name if found else "",
            "address": request.META.get("REMOTE_ADDR", ""),
        },
    )

"""How long a session lasts: an hour without a sign of life, a working day in all.

The moment is written down every five minutes at most, so that most pages write nothing.
"""

from django.conf import settings
from django.http import HttpRequest

from toantrinh.kernel.time import wall
from toantrinh.web.gate import stays

_BEGAN, _SEEN = "tt_began", "tt_seen"
_EVERY_SECONDS = 300


def begin(request: HttpRequest) -> None:
    """A session begins now."""
    request.session[_BEGAN] = request.session[_SEEN] = _moment()


def is_over(request: HttpRequest) -> bool:
    """Whether the session has lasted long enough; if not, this is a sign of life."""
    began, seen, moment = request.session.get(_BEGAN), request.session.get(_SEEN), _moment()
    if began is None or seen is None:
        return False
    if moment - began >= settings.SESSION_COOKIE_AGE or moment - seen >= settings.SESSION_IDLE:
        return True
    if moment - seen >= _EVERY_SECONDS:
        request.session[_SEEN] = moment
        stays.seen(request)
    return False


def _moment() -> int:
    return int(wall().timestamp())

"""Wrong passwords and codes at our forms: counted, locked for a while, told with the time.

What is counted, and how many tries there are, `people.attempts` says.
"""

from datetime import datetime
from ipaddress import IPv6Network, ip_address

from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _

from toantrinh.kernel.time import local
from toantrinh.people import attempts
from toantrinh.people.attempts import Tries

# Whoever has one address of IPv6 has a whole network of this size.
_ONE_HOUSE = 64


def begin(request: HttpRequest, login: str) -> None:
    """Count a try; refuse it while the login or the address is locked."""
    _refuse(attempts.begin(_tries(request, login)))


def failed(request: HttpRequest, login: str) -> None:
    """The try was wrong; refuse with the time if it was one too many."""
    _refuse(attempts.failed(_tries(request, login)))


def passed(request: HttpRequest, login: str) -> None:
    """The try was right."""
    attempts.passed(_tries(request, login))


def place(address: str) -> str:
    """The address as one household or office has it."""
    try:
        read = ip_address(address)
    except ValueError:
        return address
    if read.version == 4:
        return str(read)
    return str(IPv6Network(f"{read}/{_ONE_HOUSE}", strict=False).network_address)


def _tries(request: HttpRequest, login: str) -> Tries:
    return Tries(login, place(str(request.META.get("REMOTE_ADDR", ""))))


def _refuse(until: datetime | None) -> None:
    if until is not None:
        raise ValidationError(
            _(
                "Đã sai quá nhiều lần nên tạm khóa đến %(until)s. Hãy thử lại sau giờ đó, hoặc hỏi "
                "người quản trị của cơ quan."
            ),
            code="locked",
            params={"until": f"{local(until):%H:%M}"},
        )

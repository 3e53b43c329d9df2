"""Where somebody was going before they had to sign in: a path of this site, nothing else."""

from urllib.parse import urlencode, urlsplit

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

PARAMETER = "tiep"
_LONGEST = 2000


def safe(path: str, default: str = "/") -> str:
    """The path if it stays on this site, else the default."""
    fits = path.startswith("/") and len(path) <= _LONGEST
    stays = fits and url_has_allowed_host_and_scheme(path, allowed_hosts=None)
    return path if stays and not urlsplit(path).netloc else default


def asked(request: HttpRequest, default: str = "/") -> str:
    """The path that came along as `tiep`."""
    given = request.POST.get(PARAMETER) or request.GET.get(PARAMETER) or ""
    return safe(given, default)


def with_path(address: str, path: str) -> str:
    """An address that remembers where to go on."""
    return f"{address}?{urlencode({PARAMETER: path})}" if safe(path, "") else address

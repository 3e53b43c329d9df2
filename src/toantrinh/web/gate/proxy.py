"""Who is at the other end of the line: a proxy's word counts only if the proxy is one of ours."""

from collections.abc import Callable
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

_SAID = ("HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO", "HTTP_X_FORWARDED_HOST")


class Forwarded:
    """Make REMOTE_ADDR the client's address, and drop what strangers claim about themselves."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.trusted = [ip_network(each, strict=False) for each in settings.TRUSTED_PROXY]

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        meta = request.META
        if _within(meta.get("REMOTE_ADDR", ""), self.trusted):
            meta["REMOTE_ADDR"] = self._client(meta)
        else:
            for name in _SAID:
                meta.pop(name, None)
        return self.get_response(request)

    def _client(self, meta: dict[str, str]) -> str:
        """The last address that is no proxy of ours: what stands before it anybody can invent."""
        client = meta["REMOTE_ADDR"]
        for hop in reversed(meta.get("HTTP_X_FORWARDED_FOR", "").split(",")):
            if not _is_address(hop.strip()):
                break
            client = hop.strip()
            if not _within(client, self.trusted):
                break
        return client


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def _within(text: str, networks: list[IPv4Network | IPv6Network]) -> bool:
    return _is_address(text) and any(ip_address(text) in network for network in networks)

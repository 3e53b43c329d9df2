"""A proxy's word counts only from a proxy of ours."""

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory, override_settings

from toantrinh.web.gate.proxy import Forwarded


def _seen(trusted: list[str], **meta: str) -> HttpRequest:
    seen: list[HttpRequest] = []

    def page(request: HttpRequest) -> HttpResponse:
        seen.append(request)
        return HttpResponse()

    with override_settings(TRUSTED_PROXY=trusted):
        request = RequestFactory().get("/")
        request.META.update(meta)
        Forwarded(page)(request)
    return seen[0]


PROXIES = ["10.0.0.0/8", "fd00::/8"]


@pytest.mark.parametrize(
    ("near", "said", "client"),
    [
        ("203.0.113.5", "198.51.100.7", "203.0.113.5"),
        ("10.0.0.2", "198.51.100.7", "198.51.100.7"),
        ("10.0.0.2", "1.2.3.4, 198.51.100.7", "198.51.100.7"),
        ("10.0.0.2", "198.51.100.7, 10.0.0.3", "198.51.100.7"),
        ("10.0.0.2", "", "10.0.0.2"),
        ("10.0.0.2", "nonsense", "10.0.0.2"),
        ("10.0.0.2", "nonsense, 198.51.100.7", "198.51.100.7"),
        ("fd00::1", "2001:db8::7", "2001:db8::7"),
        ("", "198.51.100.7", ""),
    ],
)
def test_the_client_is_the_last_stranger(near: str, said: str, client: str) -> None:
    request = _seen(PROXIES, REMOTE_ADDR=near, HTTP_X_FORWARDED_FOR=said)
    assert request.META["REMOTE_ADDR"] == client


def test_a_stranger_cannot_claim_tls() -> None:
    request = _seen(PROXIES, REMOTE_ADDR="203.0.113.5", HTTP_X_FORWARDED_PROTO="https")
    with override_settings(SECURE_PROXY_SSL_HEADER=("HTTP_X_FORWARDED_PROTO", "https")):
        assert not request.is_secure()
    request = _seen(PROXIES, REMOTE_ADDR="10.0.0.2", HTTP_X_FORWARDED_PROTO="https")
    with override_settings(SECURE_PROXY_SSL_HEADER=("HTTP_X_FORWARDED_PROTO", "https")):
        assert request.is_secure()


def test_without_proxies_nobody_is_believed() -> None:
    request = _seen([], REMOTE_ADDR="127.0.0.1", HTTP_X_FORWARDED_FOR="198.51.100.7")
    assert request.META["REMOTE_ADDR"] == "127.0.0.1"

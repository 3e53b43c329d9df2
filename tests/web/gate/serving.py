"""The house and the provider on the wire, for every test that walks through pages.

Import the fixtures into a conftest. `site` is the address of the house in a thread of this process,
over the module's own database; citizens sign in through a simulator that is a process of its own,
whose people are `PEOPLE` and whose faults `fault` arms. `officer` gives an officer's login.

    from tests.web.gate.serving import address, fault, provider, site, visitor
    __all__ = ["address", "fault", "provider", "site", "visitor"]
"""

import json
import os
import selectors
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from django.conf import settings
from django.test import override_settings

from tests.web.chromium import served
from tests.web.gate.visitor import Visitor
from toantrinh.host.oidc import STANDARD, WRAPPED, claims
from toantrinh.web.gate import throttle

_DATA = Path(__file__).parents[3] / "src" / "simulators" / "vneid" / "data"
PEOPLE: list[dict[str, Any]] = json.loads((_DATA / "people.json").read_text(encoding="utf-8"))
ORGANISATIONS: list[dict[str, Any]] = json.loads(
    (_DATA / "organisations.json").read_text(encoding="utf-8")
)
_CLIENT, _WRAPPED_CLIENT = "toantrinh", "toantrinh-wrapped"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


@pytest.fixture(scope="session")
def address() -> str:
    """Where the house will be: known before it opens, because the provider must know it."""
    return f"http://127.0.0.1:{_free_port()}"


@pytest.fixture(scope="session")
def provider(address: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running identity provider that knows the house."""
    from toantrinh.web.gate.provider import registration

    home = tmp_path_factory.mktemp("vneid")
    clients = home / "clients.json"
    with override_settings(OIDC_DIALECT=WRAPPED, OIDC_CLIENT_ID=_WRAPPED_CLIENT):
        wrapped = registration(address)
    clients.write_text(json.dumps([registration(address), wrapped]))
    port = _free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "simulators.vneid"],
        env=os.environ
        | {
            "TOANTRINH_HOME": str(home),
            "VNEID_PORT": str(port),
            "VNEID_CLIENTS": str(clients),
            "VNEID_FAULTS": "1",
        },
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        with selectors.DefaultSelector() as selector:
            selector.register(process.stdout, selectors.EVENT_READ)
            assert selector.select(60), "the provider does not start"
        assert process.stdout.readline().strip() == f"vneid ready http://127.0.0.1:{port}"
        yield f"http://127.0.0.1:{port}"
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(20)
        if process.stdout is not None:
            process.stdout.close()


def configured(issuer: str, scope: str = "", **more: Any) -> override_settings:
    """Settings as they are when the environment names this provider."""
    app = {
        "provider_id": "vneid",
        "name": settings.OIDC_NAME,
        "client_id": more.get("OIDC_CLIENT_ID", _CLIENT),
        "secret": settings.OIDC_CLIENT_SECRET,
        "settings": {
            "server_url": issuer,
            "scope": (scope or settings.OIDC_SCOPES).split(),
            "oauth_pkce_enabled": True,
        },
    }
    directives = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    usual: dict[str, Any] = {
        "OIDC_ISSUER": issuer,
        "OIDC_DIALECT": STANDARD,
        "OIDC_CLIENT_ID": _CLIENT,
        "OIDC_CLAIMS": claims(STANDARD),
        "SOCIALACCOUNT_PROVIDERS": {"openid_connect": {"APPS": [app]}},
        "CONTENT_SECURITY_POLICY": {
            "DIRECTIVES": directives | {"form-action": ["'self'", issuer]},
        },
        "STRICT_ACCESS": True,
        "DEMO": True,
    }
    return override_settings(**usual | more)


def wrapped(issuer: str, **more: Any) -> override_settings:
    """The same when it is to be spoken to in the wrapped dialect."""
    usual: dict[str, Any] = {
        "OIDC_DIALECT": WRAPPED,
        "OIDC_CLIENT_ID": _WRAPPED_CLIENT,
        "OIDC_CLAIMS": claims(WRAPPED),
    }
    return configured(issuer, "openid", **usual | more)


@pytest.fixture(scope="module")
def site(module_database: str, provider: str, address: str) -> Iterator[str]:
    """The address of the house, open, over a database of the module's own."""
    del module_database
    throttle.turnstile.forget()
    with configured(provider), served(int(address.rpartition(":")[2])) as site:
        yield site


@pytest.fixture
def visitor(site: str) -> Iterator[Visitor]:
    """Somebody before a screen, not signed in."""
    found = Visitor(site)
    yield found
    found.close()


@pytest.fixture
def fault(provider: str) -> Iterator[Callable[..., None]]:
    """Arm a fault of the provider by name; what did not fire is disarmed afterwards."""

    def arm(name: str, seconds: float = 5) -> None:
        answer = httpx.post(
            f"{provider}/faults", json={"fault": name, "seconds": seconds}, trust_env=False
        )
        assert answer.status_code == 200, answer.text

    yield arm
    httpx.delete(f"{provider}/faults", trust_env=False)

"""The simulator as a process of its own, and browsers and a client that talk to it."""

import base64
import hashlib
import json
import os
import secrets
import selectors
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urljoin, urlsplit

import httpx
import jwt
import pytest

CLIENT = "toantrinh"
SECRET = "a-secret-of-the-tests"
BACK = "http://127.0.0.1:9/accounts/oidc/vneid/login/callback/"
GOODBYE = "http://127.0.0.1:9/"
SCOPE = "openid profile email phone vneid"
PEOPLE = Path(__file__).parents[3] / "src" / "simulators" / "vneid" / "data" / "people.json"
ALL_PEOPLE: list[dict[str, Any]] = json.loads(PEOPLE.read_text(encoding="utf-8"))
HOA, DUC = ALL_PEOPLE[0], ALL_PEOPLE[1]


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def environment(home: Path, **more: str) -> dict[str, str]:
    """As a launcher would give it: under the house's settings, which must not leak in."""
    # Warnings are errors here too, except one that allauth causes at each sign-out.
    warnings = "error,ignore:The default scheme will be changed"
    return os.environ | {"TOANTRINH_HOME": str(home), "PYTHONWARNINGS": warnings} | more


def start(home: Path, port: int, **more: str) -> subprocess.Popen[str]:
    clients = home / "clients.json"
    clients.write_text(
        json.dumps(
            [
                {
                    "client_id": CLIENT,
                    "client_secret": SECRET,
                    "name": "Cổng dịch vụ công",
                    "redirect_uris": [BACK],
                    "post_logout_redirect_uris": [GOODBYE],
                }
            ]
        )
    )
    return subprocess.Popen(
        [sys.executable, "-m", "simulators.vneid"],
        env=environment(home, **{"VNEID_PORT": str(port), "VNEID_CLIENTS": str(clients)} | more),
        stdout=subprocess.PIPE,
        text=True,
    )


def first_line(process: subprocess.Popen[str], *, within: float = 60) -> str:
    """What the process says first on stdout; empty if it says nothing in time or ends."""
    assert process.stdout is not None
    with selectors.DefaultSelector() as selector:
        selector.register(process.stdout, selectors.EVENT_READ)
        return process.stdout.readline().strip() if selector.select(within) else ""


def stop(process: subprocess.Popen[str]) -> int:
    process.send_signal(signal.SIGTERM)
    try:
        return process.wait(20)
    finally:
        process.kill()
        assert process.stdout is not None
        process.stdout.close()


@pytest.fixture(scope="session")
def issuer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running simulator whose faults can be switched."""
    port = free_port()
    process = start(tmp_path_factory.mktemp("vneid"), port, VNEID_FAULTS="1")
    try:
        assert first_line(process) == f"vneid ready http://127.0.0.1:{port}"
        yield f"http://127.0.0.1:{port}"
    finally:
        assert stop(process) == 0


class _Forms(HTMLParser):
    """The forms of a page: action, and names with values of inputs and buttons."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[tuple[str, list[tuple[str, str]]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append((given["action"], []))
        elif tag == "input" and self.forms:
            self.forms[-1][1].append((given["name"], given.get("value", "")))


@dataclass
class Browser:
    """A browser without JavaScript: keeps cookies, fills forms, follows links on one site."""

    issuer: str
    http: httpx.Client = field(init=False)

    def __post_init__(self) -> None:
        self.http = httpx.Client(base_url=self.issuer, trust_env=False, timeout=20)

    def see(self, answer: httpx.Response) -> httpx.Response:
        """Follow redirects as long as they stay on the provider's site."""
        while answer.is_redirect:
            onward = urljoin(str(answer.url), answer.headers["location"])
            if not onward.startswith(self.issuer):
                break
            answer = self.http.get(onward)
        return answer

    def open(self, address: str, **query: str) -> httpx.Response:
        return self.see(self.http.get(address, params=query or None))

    def send(self, page: httpx.Response, form: int = 0, **fields: str) -> httpx.Response:
        """Submit the page's form with these fields filled in or buttons pressed."""
        reader = _Forms()
        reader.feed(page.text)
        action, hidden = reader.forms[form]
        data: dict[str, list[str]] = {}
        for name, value in hidden:
            data.setdefault(name, []).append(value)
        data |= {name: [value] for name, value in fields.items()}
        return self.see(self.http.post(urljoin(str(page.url), action), data=data))

    def sign_in(self, page: httpx.Response, person: dict[str, Any]) -> httpx.Response:
        return self.send(page, number=person["number"], passcode=person["passcode"])


@dataclass
class Visit:
    """One person on the way from the client to the provider and back."""

    browser: Browser
    verifier: str = field(default_factory=lambda: secrets.token_urlsafe(48))
    state: str = field(default_factory=lambda: secrets.token_urlsafe(16))
    nonce: str = field(default_factory=lambda: secrets.token_urlsafe(16))

    def asked(self, **other: str | None) -> dict[str, str]:
        """The authorization request; `other` replaces parameters, None leaves one out."""
        digest = hashlib.sha256(self.verifier.encode()).digest()
        usual: dict[str, str | None] = {
            "client_id": CLIENT,
            "response_type": "code",
            "redirect_uri": BACK,
            "scope": SCOPE,
            "state": self.state,
            "nonce": self.nonce,
            "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
            "code_challenge_method": "S256",
        }
        return {name: value for name, value in (usual | other).items() if value is not None}

    def ask(self, **other: str | None) -> httpx.Response:
        return self.browser.open("/oidc/authorize", **self.asked(**other))

    def consent(self, person: dict[str, Any], **other: str | None) -> httpx.Response:
        """The page that asks whether to share, reached by signing in."""
        return self.browser.sign_in(self.ask(**other), person)

    def code(self, person: dict[str, Any], **other: str | None) -> str:
        back = returned(self.browser.send(self.consent(person, **other), action="grant"))
        return back["code"]

    def exchange(self, code: str, **other: str | None) -> httpx.Response:
        usual: dict[str, str | None] = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": BACK,
            "code_verifier": self.verifier,
        }
        data = {name: value for name, value in (usual | other).items() if value is not None}
        with httpx.Client(trust_env=False, timeout=20) as client:
            return client.post(
                f"{self.browser.issuer}/oidc/token", data=data, auth=(CLIENT, SECRET)
            )

    def tokens(self, person: dict[str, Any], **other: str | None) -> dict[str, Any]:
        answer = self.exchange(self.code(person, **other))
        assert answer.status_code == 200, answer.text
        tokens: dict[str, Any] = answer.json()
        return tokens

    def verified(self, id_token: str) -> dict[str, Any]:
        """The claims, if the token is the provider's, for us and in time; else PyJWT's error."""
        with httpx.Client(base_url=self.browser.issuer, trust_env=False) as client:
            found = client.get("/.well-known/openid-configuration").json()
            keys = jwt.PyJWKSet.from_dict(client.get(found["jwks_uri"]).json())
        key = keys[jwt.get_unverified_header(id_token)["kid"]]
        claims: dict[str, Any] = jwt.decode(
            id_token,
            key,
            algorithms=["RS256"],
            audience=CLIENT,
            issuer=found["issuer"],
            options={"require": ["exp", "iat", "sub", "nonce"]},
        )
        return claims

    def userinfo(self, access_token: str) -> httpx.Response:
        return httpx.get(
            f"{self.browser.issuer}/oidc/userinfo",
            headers={"Authorization": f"Bearer {access_token}"},
            trust_env=False,
        )


def returned(answer: httpx.Response) -> dict[str, str]:
    """The parameters with which the browser is sent back to the client."""
    assert answer.is_redirect, answer.text
    assert answer.headers["location"].startswith(BACK)
    return dict(parse_qsl(urlsplit(answer.headers["location"]).query))


@pytest.fixture
def browser(issuer: str) -> Iterator[Browser]:
    found = Browser(issuer)
    yield found
    found.http.close()


@pytest.fixture
def visit(browser: Browser) -> Visit:
    return Visit(browser)


@pytest.fixture
def other_visit(issuer: str) -> Iterator[Visit]:
    """Somebody else at another device."""
    other = Browser(issuer)
    yield Visit(other)
    other.http.close()

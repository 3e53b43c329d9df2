"""A browser without JavaScript: keeps cookies, follows redirects over both sites, fills forms."""

import base64
import hmac
import struct
import time
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin, urlsplit

import httpx

_MOST_REDIRECTS = 12


@dataclass
class Form:
    """A form of a page: where it goes, and what it sends if nobody touches it."""

    action: str
    fields: list[tuple[str, str]]
    buttons: set[str] = field(default_factory=set)


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(Form(given.get("action", ""), []))
        elif tag == "input" and self.forms and given.get("name"):
            self.forms[-1].fields.append((given["name"], given.get("value", "")))
        elif tag == "button" and self.forms and given.get("name"):
            self.forms[-1].buttons.add(given["name"])


def forms(page: httpx.Response) -> list[Form]:
    """The forms of a page, in order."""
    return forms_of(page.text)


def forms_of(text: str) -> list[Form]:
    """The forms of a page's text, in order."""
    reader = _Forms()
    reader.feed(text)
    return reader.forms


def totp(secret: str, steps: int = 0) -> str:
    """The code of a device now, or so many half minutes later (RFC 6238)."""
    counter = struct.pack(">Q", int(time.time()) // 30 + steps)
    digest = hmac.digest(base64.b32decode(secret), counter, "sha1")
    at = digest[-1] & 15
    number = struct.unpack(">I", digest[at : at + 4])[0] & 0x7FFFFFFF
    return f"{number % 1_000_000:06}"


@dataclass
class Visitor:
    """Somebody before a screen. `site` is the address of the house, without a slash at its end."""

    site: str
    http: httpx.Client = field(init=False)

    def __post_init__(self) -> None:
        self.http = httpx.Client(base_url=self.site, trust_env=False, timeout=30)

    def close(self) -> None:
        self.http.close()

    def follow(self, answer: httpx.Response) -> httpx.Response:
        """Go where the answer leads until it is a page."""
        for _ in range(_MOST_REDIRECTS):
            if not answer.is_redirect:
                return answer
            answer = self.http.get(urljoin(str(answer.url), answer.headers["location"]))
        raise AssertionError(f"too many redirects at {answer.url}")

    def open(self, address: str) -> httpx.Response:
        """Type an address."""
        return self.follow(self.http.get(address))

    def send(self, page: httpx.Response, to: str = "", **fields: str) -> httpx.Response:
        """Fill in and send the first form of a page that has `to` in its address."""
        return self.follow(self.press(page, to, **fields))

    def press(self, page: httpx.Response, to: str = "", **fields: str) -> httpx.Response:
        """The same, and stay at the first answer."""
        form = next(
            form
            for form in forms(page)
            if to in urljoin(str(page.url), form.action) and _fits(form, fields)
        )
        data: dict[str, list[str]] = {}
        for name, value in form.fields:
            data.setdefault(name, []).append(value)
        data |= {name: [value] for name, value in fields.items()}
        target = urljoin(str(page.url), form.action)
        parts = urlsplit(str(page.url))
        headers = {"Origin": f"{parts.scheme}://{parts.netloc}", "Referer": str(page.url)}
        return self.http.post(target, data=data, headers=headers)

    def prove(self, person: dict[str, Any], path: str = "/") -> httpx.Response:
        """Go to the provider, sign in there, agree; the answer that leads back here."""
        page = self.send(self.open(f"/dang-nhap/?tiep={path}"), to="/dang-nhap/", tiep=path)
        if "passcode" in page.text:
            page = self.send(page, number=person["number"], passcode=person["passcode"])
        return self.press(page, to="/oidc/authorize", action="grant")

    def sign_in(self, person: dict[str, Any], path: str = "/") -> httpx.Response:
        """Enter as a citizen; the page at `path`, or the one that says why not."""
        return self.follow(self.prove(person, path))

    def sign_in_officer(
        self, username: str, password: str, secret: str, path: str = "/can-bo/", steps: int = 0
    ) -> httpx.Response:
        """Enter as an officer with both factors. A code serves once: `steps` takes another."""
        page = self.open(f"/can-bo/dang-nhap/?tiep={path}")
        page = self.send(page, login=username, password=password)
        return self.send(page, code=totp(secret, steps))

    def sign_out(self) -> httpx.Response:
        """Leave."""
        return self.send(self.open("/dang-xuat/"), to="/dang-xuat/")


def _fits(form: Form, fields: dict[str, str]) -> bool:
    """Whether the form asks for what shall be filled in or pressed."""
    return fields.keys() <= {name for name, _value in form.fields} | form.buttons

"""What a provider knows and answers: messages by their sender's id, and how far each got."""

import hmac
import html
import json
import re
import threading
import time
from collections import OrderedDict
from dataclasses import dataclass, field
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

_LONGEST_BODY = 16 * 1024
_MOST = 1000
_PHONE = re.compile(r"^\+84\d{9,10}$")
_NUMBER = re.compile(r"^\d{12}$")
_TO = {"sms": _PHONE, "app": _NUMBER}


@dataclass
class Taken:
    """One message that was taken."""

    reference: str
    channel: str
    to: str
    text: str
    at: float


@dataclass
class Provider:
    """The messages taken so far, and the faults that are armed."""

    token: str
    seconds: float
    faults: bool
    taken: "OrderedDict[str, Taken]" = field(default_factory=OrderedDict)
    down: int = 0
    slow: float = 0.0
    undeliverable: frozenset[str] = frozenset()
    lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, asked: dict[str, Any]) -> tuple[HTTPStatus, dict[str, object]]:
        """Take a message; the same id again is the same message."""
        ours, channel = str(asked.get("id", "")), str(asked.get("channel", ""))
        to, text = str(asked.get("to", "")), str(asked.get("text", ""))
        if not ours or channel not in _TO or not _TO[channel].match(to) or not text:
            return HTTPStatus.UNPROCESSABLE_ENTITY, {"error": "id, channel, to or text"}
        with self.lock:
            known = self.taken.get(ours)
            if known is None:
                reference = f"m{len(self.taken) + 1:06d}-{ours[:8]}"
                known = self.taken[ours] = Taken(reference, channel, to, text, time.monotonic())
                while len(self.taken) > _MOST:
                    self.taken.popitem(last=False)
        return HTTPStatus.ACCEPTED, {"reference": known.reference, "state": self.state(known)}

    def find(self, reference: str) -> Taken | None:
        """The message with this reference."""
        with self.lock:
            return next((one for one in self.taken.values() if one.reference == reference), None)

    def state(self, message: Taken) -> str:
        """How far it got by now."""
        if time.monotonic() - message.at < self.seconds:
            return "queued"
        return "failed" if message.to in self.undeliverable else "delivered"

    def arm(self, asked: dict[str, Any]) -> None:
        """Break in these ways from now on."""
        with self.lock:
            self.down = int(asked.get("down", 0))
            self.slow = float(asked.get("slow", 0))
            self.undeliverable = frozenset(map(str, asked.get("undeliverable", [])))

    def breaks(self) -> bool:
        """Whether this request meets a provider that is down."""
        with self.lock:
            if self.down:
                self.down -= 1
                return True
        return False

    def phones(self) -> str:
        """All messages as a page, the latest first."""
        with self.lock:
            rows = list(reversed(self.taken.values()))
        items = "".join(
            f"<li><b>{html.escape(one.to)}</b> {one.channel}, {self.state(one)}<br>"
            f"{html.escape(one.text)}</li>"
            for one in rows
        )
        return (
            '<!doctype html><html lang="vi"><meta charset="utf-8">'
            '<meta name="viewport" content="width=device-width">'
            "<title>Tin nhắn mô phỏng</title><h1>Tin nhắn mô phỏng</h1>"
            f"<p>Không tin nào rời khỏi máy này.</p><ul>{items}</ul></html>"
        )


class Line(BaseHTTPRequestHandler):
    """One request."""

    provider: Provider
    timeout = 30

    def do_GET(self) -> None:
        """The page for people, or the state of one message."""
        if self.path == "/":
            self._answer(HTTPStatus.OK, self.provider.phones(), "text/html; charset=utf-8")
        elif self._serves():
            found = self.provider.find(self.path.removeprefix("/v1/messages/"))
            if found is None:
                self._json(HTTPStatus.NOT_FOUND, {"error": "unknown"})
            else:
                told: dict[str, object] = {"reference": found.reference}
                told["state"] = self.provider.state(found)
                self._json(HTTPStatus.OK, told)

    def do_POST(self) -> None:
        """A message, or faults to arm."""
        asked = self._asked()
        if asked is None:
            self._json(HTTPStatus.BAD_REQUEST, {"error": "no JSON object"})
        elif self.path == "/faults" and self.provider.faults:
            self.provider.arm(asked)
            self._json(HTTPStatus.OK, {})
        elif self._serves():
            if self.path != "/v1/messages":
                self._json(HTTPStatus.NOT_FOUND, {"error": "unknown"})
            else:
                self._json(*self.provider.take(asked))

    def log_message(self, *_said: object) -> None:
        """Nothing: texts and numbers don't belong in a log."""

    def _serves(self) -> bool:
        """Whether the caller is known and the provider is up; the answer was given if not."""
        shown = self.headers.get("Authorization", "").removeprefix("Bearer ")
        if not hmac.compare_digest(shown.encode(), self.provider.token.encode()):
            self._json(HTTPStatus.UNAUTHORIZED, {"error": "token"})
            return False
        time.sleep(self.provider.slow)
        if self.provider.breaks():
            self._json(HTTPStatus.SERVICE_UNAVAILABLE, {"error": "down"})
            return False
        return True

    def _asked(self) -> dict[str, Any] | None:
        length = int(self.headers.get("Content-Length") or 0)
        if not 0 < length <= _LONGEST_BODY:
            return None
        try:
            asked = json.loads(self.rfile.read(length))
        except ValueError:
            return None
        return asked if isinstance(asked, dict) else None

    def _json(self, status: HTTPStatus, told: dict[str, object]) -> None:
        self._answer(status, json.dumps(told), "application/json")

    def _answer(self, status: HTTPStatus, text: str, kind: str) -> None:
        content = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


def server(provider: Provider, port: int) -> ThreadingHTTPServer:
    """A server for this provider on a port of the loopback; 0 takes a free one."""
    line = type("ProviderLine", (Line,), {"provider": provider})
    listening = ThreadingHTTPServer(("127.0.0.1", port), line)
    listening.daemon_threads = True
    return listening

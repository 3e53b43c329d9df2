"""How that system speaks to a portal: log in, then call, or send a file of lines."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.error import HTTPError
from urllib.request import ProxyHandler, Request, build_opener

# Straight to the portal, whatever proxy the environment names.
_STRAIGHT = build_opener(ProxyHandler({}))


@dataclass
class Portal:
    """A portal by its address, such as `http://127.0.0.1:8000/api/v1/sync`, for a unit."""

    address: str
    unit: str
    session: str = ""

    def log_in(self, username: str, password: str) -> str:
        """The `error_code`; the session is kept for what follows."""
        told = self._post("login", {"username": username, "password": password})
        self.session = str(told.get("session", ""))
        return str(told["error_code"])

    def call(self, service: str, data: dict[str, Any], *, updating: bool = False) -> dict[str, Any]:
        """One call of a service."""
        return self._post(
            "call",
            {
                "session": self.session,
                "madonvi": self.unit,
                "service": service,
                "data": data,
                "isUpdating": updating,
            },
        )

    def send(self, lines: Iterable[dict[str, Any]]) -> dict[str, Any]:
        """Many pushes as one file of lines."""
        body = b"".join(json.dumps(line, ensure_ascii=False).encode() + b"\n" for line in lines)
        headers = {
            "Content-Type": "application/x-ndjson",
            "Authorization": f"Bearer {self.session}",
            "madonvi": self.unit,
        }
        return self._ask(Request(f"{self.address}/batch", body, headers))  # noqa: S310

    def _post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        headers = {
            "Content-Type": "application/json",
            "dstcode": "VN:GOV:000.00.00.G22:vpcpdvcprocessing",
        }
        content = json.dumps(body, ensure_ascii=False).encode()
        return self._ask(Request(f"{self.address}/{path}", content, headers))  # noqa: S310

    def _ask(self, request: Request) -> dict[str, Any]:
        try:
            with _STRAIGHT.open(request, timeout=120) as answer:
                content = answer.read()
        except HTTPError as refused:
            content = refused.read()
        told: dict[str, Any] = json.loads(content)
        return told

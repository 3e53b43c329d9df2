"""Who may send people here to sign in: the client file, read once at the start."""

import json
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Registration:
    """One client as the launcher registers it."""

    client_id: str
    client_secret: str
    name: str
    redirect_uris: tuple[str, ...]
    post_logout_redirect_uris: tuple[str, ...] = ()
    # A public RSA key as PEM: the client is then spoken to in the wrapped dialect.
    wrap_key: str = ""

    def origins(self) -> set[str]:
        """Scheme, host and port of every address that a form here may lead back to."""
        parts = [urlsplit(uri) for uri in self.redirect_uris + self.post_logout_redirect_uris]
        return {f"{part.scheme}://{part.netloc}" for part in parts}


def read_clients(file: Path) -> list[Registration]:
    """The registrations in the file; none if there is no file yet. A malformed one raises."""
    if not file.exists():
        return []
    return [
        Registration(
            client_id=entry["client_id"],
            client_secret=entry["client_secret"],
            name=entry["name"],
            redirect_uris=tuple(entry["redirect_uris"]),
            post_logout_redirect_uris=tuple(entry.get("post_logout_redirect_uris", [])),
            wrap_key=entry.get("wrap_key", ""),
        )
        for entry in json.loads(file.read_text(encoding="utf-8"))
    ]

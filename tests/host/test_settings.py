"""What a real installation, behind TLS, tells browsers; read in a process of its own."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

_READ = """
import json
from toantrinh.host import settings
kinds = (bool, int, str, list)
told = {name: value for name, value in vars(settings).items() if type(value) in kinds}
print(json.dumps(told, default=str))
"""


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The settings of an installation that is ready for people."""
    kept = {name: text for name, text in os.environ.items() if not name.startswith("TOANTRINH_")}
    told = subprocess.run(
        [sys.executable, "-c", _READ],
        env={
            **kept,
            "TOANTRINH_HOME": str(tmp_path_factory.mktemp("real")),
            "TOANTRINH_TLS": "1",
            "TOANTRINH_TRUSTED_PROXY": "10.0.0.0/8",
            "TOANTRINH_HOSTS": "dichvucong.example.vn",
        },
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    read: dict[str, Any] = json.loads(told)
    return read


@pytest.mark.parametrize("cookie", ["SESSION", "CSRF", "LANGUAGE"])
def test_cookies_are_bound_to_this_host_and_to_tls(real: dict[str, Any], cookie: str) -> None:
    assert real[f"{cookie}_COOKIE_NAME"].startswith("__Host-")
    assert real[f"{cookie}_COOKIE_SECURE"] and real[f"{cookie}_COOKIE_HTTPONLY"]
    assert real[f"{cookie}_COOKIE_SAMESITE"] == "Lax"
    # The beginning of the name demands the whole host and no domain.
    assert f"{cookie}_COOKIE_DOMAIN" not in real and f"{cookie}_COOKIE_PATH" not in real


def test_tls_is_demanded_for_a_year_and_for_all_hosts_below(real: dict[str, Any]) -> None:
    assert real["SECURE_SSL_REDIRECT"] and real["SECURE_HSTS_INCLUDE_SUBDOMAINS"]
    assert real["SECURE_HSTS_SECONDS"] >= 365 * 24 * 3600


def test_nothing_of_a_workshop_is_on(real: dict[str, Any]) -> None:
    assert real["DEBUG"] is False and real["DEMO"] is False
    assert real["ALLOWED_HOSTS"] == ["dichvucong.example.vn"]
    assert not any("debug" in name or "admin.apps" in name for name in real["INSTALLED_APPS"])


def test_secrets_are_made_for_this_installation_alone(real: dict[str, Any], tmp_path: Path) -> None:
    assert len(bytes.fromhex(real["SECRET_KEY"])) == 32
    assert len(bytes.fromhex(real["LOOKUP_KEY"])) == 32
    assert real["SECRET_KEY"] != real["LOOKUP_KEY"] != real["GATE_KEY"]

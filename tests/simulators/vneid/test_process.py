"""Starting, starting again, and what must stop a start."""

import json
import socket
import stat
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from tests.simulators.vneid.conftest import (
    BACK,
    CLIENT,
    HOA,
    Browser,
    Visit,
    environment,
    first_line,
    free_port,
    start,
    stop,
)


def test_a_second_start_keeps_keys_subjects_and_clients(tmp_path: Path) -> None:
    seen = []
    for _ in range(2):
        port = free_port()
        issuer = f"http://127.0.0.1:{port}"
        process = start(tmp_path, port)
        try:
            assert first_line(process) == f"vneid ready {issuer}"
            browser = Browser(issuer)
            visit = Visit(browser)
            tokens = visit.tokens(HOA)
            keys = browser.open("/.well-known/jwks.json").json()
            seen.append((keys, visit.verified(tokens["id_token"])["sub"]))
            browser.http.close()
        finally:
            assert stop(process) == 0
        with pytest.raises(httpx.ConnectError):
            httpx.get(issuer, trust_env=False)
    assert seen[0] == seen[1]


def test_a_client_that_left_the_file_is_no_longer_served(tmp_path: Path) -> None:
    port = free_port()
    process = start(tmp_path, port)
    assert first_line(process)
    stop(process)
    process = start(tmp_path, port, VNEID_CLIENTS=str(tmp_path / "none.json"))
    try:
        assert first_line(process)
        query = {"client_id": CLIENT, "redirect_uri": BACK}
        answer = httpx.get(f"http://127.0.0.1:{port}/oidc/authorize", params=query, trust_env=False)
        assert answer.status_code == 400
    finally:
        stop(process)


def test_a_port_in_use_is_an_error_and_not_shared(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        process = start(tmp_path, other.getsockname()[1])
        try:
            assert first_line(process) == ""
            assert process.wait(30) != 0
        finally:
            stop(process)


def test_a_malformed_client_file_stops_the_start(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.json"
    wrong.write_text(json.dumps([{"client_id": CLIENT}]))
    process = start(tmp_path, free_port(), VNEID_CLIENTS=str(wrong))
    try:
        assert first_line(process) == ""
        assert process.wait(30) != 0
    finally:
        stop(process)


@pytest.mark.parametrize("command", [["makemigrations", "--check", "--dry-run"], ["check"]])
def test_models_migrations_and_secrets_are_in_order(tmp_path: Path, command: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "django", *command, "--settings", "simulators.vneid.settings"],
        env=environment(tmp_path),
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    # The settings made the secrets: for their owner only.
    folder = tmp_path / "simulators"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    for name in ("vneid-secret", "vneid-key.pem"):
        assert stat.S_IMODE((folder / name).stat().st_mode) == 0o600


def test_nothing_of_the_house_is_loaded(tmp_path: Path) -> None:
    code = (
        "import sys, django; django.setup();"
        "import simulators.vneid.urls, simulators.vneid.loading;"
        "print(sorted(n for n in sys.modules if n.partition('.')[0] == 'toantrinh'))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=environment(tmp_path, DJANGO_SETTINGS_MODULE="simulators.vneid.settings"),
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.stdout.strip() == "[]", done.stderr

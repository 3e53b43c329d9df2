"""`audit verify` from a backup, from the public roots, and with the auditor's eyes alone."""

import json
import os
import shutil
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.host.installation import Installation, commands, until
from toantrinh.host.database import database
from toantrinh.host.home import Home
from toantrinh.host.postgres import Cluster

pytestmark = [pytest.mark.slow]


@pytest.fixture(scope="module")
def kept(running: Installation, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a backup, its keys, and a copy of what was published."""
    folder = tmp_path_factory.mktemp("kept")
    running.json("story")
    running.done("backup", str(folder / "house.tar"), "--keys", str(folder / "house.keys"))
    public = running.done("audit", "publish").strip()
    shutil.copytree(public, folder / "public")
    return folder


@pytest.fixture
def nowhere(tmp_path: Path) -> Installation:
    """Somebody without an installation."""
    return Installation(tmp_path / "nowhere", {"TMPDIR": str(tmp_path)})


@contextmanager
def _damaged(running: Installation, statement: str, back: str) -> Iterator[None]:
    maker = database(Home(running.path)).maker
    with psycopg.connect(maker.url(), autocommit=True) as connection:
        connection.execute("SET session_replication_role = 'replica'")
        connection.execute(statement.encode())
        try:
            yield
        finally:
            connection.execute(back.encode())


def _report(ended: Any) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(ended.stdout)
    assert ended.returncode == (0 if told["ok"] else 1), ended.stderr
    return told


def test_a_backup_is_checked_without_any_installation(kept: Path, nowhere: Installation) -> None:
    house = ("audit", "verify", "--json", "--backup", str(kept / "house.tar"))
    whole = _report(nowhere.run(*house, "--keys", str(kept / "house.keys")))
    assert whole["ok"] and whole["events"] > 10 and whole["seals"] >= 1
    roots = ("--roots", str(kept / "public"), "--key", whole["keys"][0])
    assert _report(nowhere.run(*house, *roots))["ok"]
    assert not nowhere.path.exists()
    assert list(nowhere.path.parent.iterdir()) == []


def test_a_damaged_backup_is_found_and_named(
    running: Installation, kept: Path, nowhere: Installation, tmp_path: Path
) -> None:
    one = "WHERE position = (SELECT max(position) FROM journal_event)"
    with _damaged(
        running,
        f"UPDATE journal_event SET actor = actor || 'x' {one}",
        f"UPDATE journal_event SET actor = left(actor, -1) {one}",
    ):
        target = tmp_path / "damaged.tar"
        running.done("backup", str(target))
    found = _report(nowhere.run("audit", "verify", "--json", "--backup", str(target)))
    assert [problem["what"] for problem in found["problems"]] == [
        "was changed after it was written"
    ]
    target.write_bytes(target.read_bytes()[:5000])
    torn = _report(nowhere.run("audit", "verify", "--json", "--backup", str(target)))
    assert "bản sao lưu" in torn["problems"][0]["what"]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_who_ends_it_leaves_nothing(kept: Path, nowhere: Installation, number: int) -> None:
    process = nowhere.start("audit", "verify", "--backup", str(kept / "house.tar"))
    folder = nowhere.path.parent
    until(lambda: list(folder.glob("toantrinh-*/secrets/home_id")))
    cluster = Installation(next(folder.glob("toantrinh-*"))).cluster
    until(lambda: _serves(cluster))
    os.kill(process.pid, number)
    process.communicate()
    until(lambda: not _serves(cluster) and not cluster.root.exists())
    until(lambda: list(folder.iterdir()) == [])


def _serves(cluster: Cluster) -> bool:
    return any(str(cluster.data) in words for _pid, words in commands())


def test_the_auditor_needs_the_public_roots_only(
    running: Installation, kept: Path, nowhere: Installation
) -> None:
    address = running.done("db", "url", "--auditor").strip()
    asked = ("audit", "verify", "--json", "--database", address, "--roots", str(kept / "public"))
    whole = _report(nowhere.run(*asked))
    assert whole["ok"] and whole["seals"] >= 1
    with _damaged(
        running,
        "UPDATE journal_access SET page = page || 'x'",
        "UPDATE journal_access SET page = left(page, -1)",
    ):
        changed = _report(nowhere.run(*asked))
    views = {problem["what"] for problem in changed["problems"]}
    assert views == ({"was changed after it was written"} if whole["views"] else set())
    assert not nowhere.path.exists()


@pytest.mark.parametrize("words", [("--keys", "x"), ("--database", "postgresql://x/y")])
def test_what_does_not_go_together_is_told(nowhere: Installation, words: tuple[str, ...]) -> None:
    assert nowhere.run("audit", "verify", *words).returncode == 2

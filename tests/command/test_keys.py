"""Keys by command: rotated, saved apart from backups, erased; and what a restore then opens."""

import json
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from tests.host.installation import Installation, installation
from toantrinh.host.home import Home
from toantrinh.host.postgres import Cluster

pytestmark = [pytest.mark.slow]
_READING = """
import sys
from toantrinh.command.ground import load_django
load_django()
from toantrinh.dossiers.answers import answers_of
from toantrinh.dossiers.models import Dossier
from toantrinh.documents.queries import content_of
from toantrinh.kernel.errors import Refusal
for code in sys.argv[1:]:
    dossier = Dossier.objects.get(code=code)
    for read in (
        lambda: answers_of(dossier)["child_name"],
        lambda: content_of(dossier.papers.first().file)[:4].decode(),
        lambda: content_of(dossier.result.file)[:4].decode(),
    ):
        try:
            print(read())
        except Refusal as refusal:
            print(type(refusal).__name__, refusal)
"""
OPEN = ["Lê Minh An", "%PDF", "%PDF"]
ERASED = ["Gone Dữ liệu này đã được xóa theo quy định."] * 2 + ["%PDF"]


def _read(house: Installation, *codes: str) -> list[str]:
    """What can be read of dossiers there: a name in the answers, a paper, the result."""
    script = house.path / "reading.py"
    script.write_text(_READING)
    process = subprocess.run(
        [sys.executable, str(script), *codes],
        env=house.environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return process.stdout.splitlines()


def _spelled(house: Installation, backup: Path, folder: Path) -> str:
    """All rows of a backup as text."""
    with tarfile.open(backup) as archive:
        archive.extract("database.dump", folder, filter="data")
    program = Cluster.of(Home(house.path)).program("pg_restore")
    done = subprocess.run(
        [program, "--file=-", str(folder / "database.dump")],
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


@pytest.fixture(scope="module")
def kept(running: Installation) -> str:
    """The code of a dossier that has gone the whole way."""
    return str(running.json("story")["dossier_code"])


def test_what_was_erased_stays_closed_in_every_backup(
    running: Installation, kept: str, tmp_path: Path
) -> None:
    gone = running.json("story")["dossier_code"]
    before, after, keys = (tmp_path / name for name in ("before.tar", "after.tar", "keys"))
    running.done("backup", str(before), "--keys", str(keys))
    first = running.json("keys", "status")["current"]
    assert _read(running, gone, kept) == OPEN + OPEN
    running.done("keys", "erase", gone, "--reason", "request", "--yes")
    running.done("keys", "rotate")
    running.done("keys", "remove", first)
    assert _read(running, gone, kept) == ERASED + OPEN
    running.done("backup", str(after))
    running.done("keys", "save", str(keys))
    assert running.audit() == []
    text = _spelled(running, after, tmp_path)
    assert gone in text and "COPY public.dossiers_revision" in text
    for secret in ("Lê Minh An", "Lê Minh An".encode().hex(), "Giấy chứng sinh\t"):
        assert secret not in text
    assert "COPY public.people_datakey" not in text
    with installation(tmp_path / "elsewhere") as elsewhere:
        elsewhere.done("restore", str(before), "--keys", str(keys))
        elsewhere.done("up")
        assert _read(elsewhere, gone, kept) == ERASED + OPEN
        assert elsewhere.audit() == []


def test_without_its_key_file_a_backup_opens_nothing_and_its_record_still_holds(
    running: Installation, kept: str, tmp_path: Path
) -> None:
    backup = tmp_path / "alone.tar"
    assert "Chưa sao khóa" in running.run("backup", str(backup)).stderr
    with installation(tmp_path / "elsewhere") as elsewhere:
        elsewhere.done("restore", str(backup))
        elsewhere.done("up")
        missing = "Refusal Thiếu khóa gói data_key_missing."
        assert _read(elsewhere, kept) == [missing] * 3


def test_the_commands_say_what_they_did_and_what_they_refuse(
    running: Installation, kept: str
) -> None:
    told = running.json("keys", "status")
    assert told["wrapped"][told["current"]] > 0
    refused = running.run("keys", "remove", told["current"])
    assert refused.returncode == 1 and "đang được dùng" in refused.stderr
    assert running.run("keys", "erase", kept).returncode == 2
    assert running.run("keys", "erase", kept, "--reason", "request").returncode != 0
    unknown = running.run("keys", "erase", "H56-000000-0000", "--reason", "court", "--yes")
    assert unknown.returncode == 1 and "Không tìm thấy hồ sơ" in unknown.stderr
    assert json.dumps(running.json("keys", "status")) == json.dumps(told)

"""docs/write-a-procedure.md, followed from top to bottom, and what the commands answer programs."""

import json
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests.host.installation import REPOSITORY, Installation

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("command")]

PAGE = REPOSITORY / "docs" / "write-a-procedure.md"
COMMANDS = re.findall(r"^    toantrinh (.+)$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)


def typed(running: Installation, folder: Path, words: str) -> subprocess.CompletedProcess[str]:
    """A command as it stands on the page, in a folder of the reader's own."""
    return subprocess.run(
        [sys.executable, "-m", "toantrinh.command", *shlex.split(words)],
        env={**running.environment, "PYTHONPATH": str(REPOSITORY / "src")},
        cwd=folder,
        capture_output=True,
        text=True,
    )


def test_the_page_can_be_followed(running: Installation, tmp_path: Path) -> None:
    assert len(COMMANDS) == 7
    said = {}
    for words in COMMANDS:
        ended = typed(running, tmp_path, words)
        assert ended.returncode == 0, (words, ended.stderr)
        said[words.split()[1]] = ended.stdout
    assert json.loads(said["schema"])["title"] == "procedure.yaml"
    assert "đúng (1.001193)" in said["check"]
    assert said["diff"] == "Hai phiên bản giống nhau.\n"
    assert said["import"].endswith("như cũ\n")
    assert said["search"].startswith("1.001193")


def test_a_mistake_is_told_to_programs_with_its_line(running: Installation, tmp_path: Path) -> None:
    typed(running, tmp_path, "procedure export 1.001193 own")
    sheet = tmp_path / "own" / "procedure.yaml"
    text = sheet.read_text(encoding="utf-8")
    line = text.splitlines().index("sector: Hộ tịch") + 1
    sheet.write_text(text.replace("sector: Hộ tịch", "setcor: Hộ tịch"), encoding="utf-8")
    ended = typed(running, tmp_path, "procedure check own --json")
    assert ended.returncode == 1
    ((problem,),) = [one["problems"] for one in json.loads(ended.stdout)]
    assert (problem["where"], problem["line"]) == ("setcor", line)
    assert "“sector”" in problem["problem"]
    assert typed(running, tmp_path, "procedure import own").returncode == 1


def test_a_changed_version_is_published_once(running: Installation, tmp_path: Path) -> None:
    typed(running, tmp_path, "procedure export 1.001193@1 own")
    sheet = tmp_path / "own" / "procedure.yaml"
    text = sheet.read_text(encoding="utf-8")
    sheet.write_text(
        text.replace("\nvalid_from: 2025-07-01", "\nvalid_from: 2200-01-01"), encoding="utf-8"
    )
    told = [
        json.loads(typed(running, tmp_path, "procedure import own --json").stdout) for _ in "ab"
    ]
    assert [one["new"] for one in told] == [True, False]
    number = told[0]["number"]
    found = json.loads(
        typed(running, tmp_path, f"procedure diff 1.001193@1 1.001193@{number} --json").stdout
    )
    assert found == []
    simulated = json.loads(typed(running, tmp_path, "procedure simulate own --json").stdout)
    assert simulated["good"] is True

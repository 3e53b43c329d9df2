"""docs/write-a-procedure.md, followed from top to bottom, and what the commands answer programs."""

import json
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests.host.installation import REPOSITORY, Installation
from toantrinh.kernel.time import today

pytestmark = [pytest.mark.slow]

PAGE = REPOSITORY / "docs" / "write-a-procedure.md"
COMMANDS = re.findall(r"^    toantrinh (.+)$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)


_HIRE = (
    "from toantrinh.command.ground import ground\n"
    "from toantrinh.command.telling import Teller\n"
    "with ground(Teller()):\n"
    "    from toantrinh.command.cast import governors\n"
    "    governors()\n"
)


@pytest.fixture(scope="module", autouse=True)
def officers(running: Installation) -> None:
    """The demo's officers, two of whom the page names."""
    subprocess.run(
        [sys.executable, "-c", _HIRE],
        env={**running.environment, "PYTHONPATH": str(REPOSITORY / "src")},
        check=True,
        capture_output=True,
    )


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
    assert len(COMMANDS) == 8
    said = {}
    for words in COMMANDS:
        ended = typed(running, tmp_path, words)
        assert ended.returncode == 0, (words, ended.stderr)
        said[words.split()[1]] = ended.stdout
    assert json.loads(said["schema"])["title"] == "procedure.yaml"
    assert "đúng (1.001193)" in said["check"]
    assert said["diff"] == "Hai phiên bản giống nhau.\n"
    assert said["import"].startswith("1.001193: bản nháp đã lưu")
    assert said["publish"] == f"1.001193@2 từ {today().isoformat()}\n"
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
    assert typed(running, tmp_path, "procedure import own --as bientap").returncode == 1


def test_a_folder_waits_as_one_draft_until_another_person_publishes_it(
    running: Installation, tmp_path: Path
) -> None:
    typed(running, tmp_path, "procedure export 1.001193@1 own")
    bring = "procedure import own --as bientap --json"
    told = [json.loads(typed(running, tmp_path, bring).stdout) for _ in "ab"]
    assert [(one["revision"], one["new"]) for one in told] == [(1, True), (1, False)]
    assert len({one["draft"] for one in told}) == 1
    # Who writes has no post that publishes, and who publishes none that writes.
    for words in ("publish 1.001193 --as bientap", "import own --as quantri"):
        assert typed(running, tmp_path, f"procedure {words}").returncode == 1
    published = typed(
        running, tmp_path, "procedure publish 1.001193 --as quantri --from 2200-01-01 --json"
    )
    version = json.loads(published.stdout)
    assert version["valid_from"] == "2200-01-01"
    assert typed(running, tmp_path, "procedure publish 1.001193 --as quantri").returncode == 1
    found = typed(
        running, tmp_path, f"procedure diff 1.001193@1 1.001193@{version['number']} --json"
    )
    assert json.loads(found.stdout) == []
    simulated = json.loads(typed(running, tmp_path, "procedure simulate own --json").stdout)
    assert simulated["good"] is True

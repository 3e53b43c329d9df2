"""With --json, stdout is one JSON document and nothing else; progress goes to stderr."""

import json
import re
from datetime import datetime

import pytest

from tests.host.installation import Installation

pytestmark = [pytest.mark.slow]


@pytest.mark.parametrize(
    "words",
    [
        ("up",),
        ("status",),
        ("story",),
        ("audit", "verify"),
        ("jobs", "status"),
        ("lake", "rebuild"),
        ("measures", "compare"),
        ("catalogue", "import", "tests/catalogue/records"),
        ("catalogue", "search", "khai sinh"),
        ("catalogue", "search", "qwertz"),
    ],
    ids=" ".join,
)
def test_stdout_is_json_only(running: Installation, words: tuple[str, ...]) -> None:
    ended = running.run(*words, "--json")
    assert ended.returncode == 0, ended.stderr
    told = json.loads(ended.stdout)
    assert isinstance(told, dict | list)
    if words[0] not in {"up", "status"}:
        assert "· " in ended.stderr


def test_without_json_people_read_words(running: Installation) -> None:
    ended = running.run("catalogue", "search", "khai sinh")
    assert ended.returncode == 0
    assert ended.stdout.startswith("1.001193  ")
    nothing = running.run("catalogue", "search", "qwertz")
    assert "Không tìm thấy" in nothing.stdout


def test_a_story_has_the_promised_shape(running: Installation) -> None:
    told = running.json("story")
    assert list(told) == [
        *("dossier_code", "procedure", "agency", "events", "due_at", "due_explained")
    ]
    assert told["procedure"] == "1.001193"
    for number, event in enumerate(told["events"], 1):
        assert list(event) == ["seq", "action", "status_code", "actor", "at"]
        assert event["seq"] == number
        assert event["status_code"] in range(11)
        assert datetime.fromisoformat(event["at"]).utcoffset() is not None
    assert told["events"][-1]["status_code"] == 10
    assert datetime.fromisoformat(told["due_at"]).utcoffset() is not None
    assert told["due_explained"]
    assert all(isinstance(sentence, str) for sentence in told["due_explained"])


def test_stories_follow_one_another(running: Installation) -> None:
    first, second = running.json("story"), running.json("story")
    agency, day, serial = first["dossier_code"].rsplit("-", 2)
    assert second["dossier_code"] == f"{agency}-{day}-{int(serial) + 1:04d}"


def test_the_code_is_one_of_the_official_kind(running: Installation) -> None:
    code = running.json("story")["dossier_code"]
    assert re.fullmatch(r"[A-Z]\d{2}(\.\d{2,3}(\.\d{2})?)?-\d{6}-\d{4,}", code)


@pytest.mark.parametrize("words", [("nonsense",), ("audit",), ("catalogue", "import", "/nowhere")])
def test_what_is_typed_wrong_ends_with_2(running: Installation, words: tuple[str, ...]) -> None:
    ended = running.run(*words)
    assert ended.returncode == 2
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ("measures show nd224.ddd", 1, "Có phải: nd224"),
        ("measures show --from 2026-02-01 --to 2026-01-01", 1, "kết thúc trước khi bắt đầu"),
        ("measures compare --engines duckdb,abacus", 1, "abacus"),
        ("measures explain --nonsense", 2, "--nonsense"),
        ("programme show --plan nowhere", 1, "nowhere"),
        ("simulate --dossiers many", 2, "many"),
    ],
)
def test_programs_read_why_as_json_too(
    running: Installation, words: str, code: int, said: str
) -> None:
    ended = running.run(*words.split(), "--json")
    assert ended.returncode == code, ended.stderr
    told = json.loads(ended.stdout)
    assert said in told["error"] and said in ended.stderr
    assert "Traceback" not in ended.stderr

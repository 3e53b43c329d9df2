"""`catalogue import` from the command line: all that can be read is, the rest is named."""

import json
import shutil
import tarfile
from pathlib import Path

import pytest

from tests.host.installation import REPOSITORY, Installation

pytestmark = [pytest.mark.slow]

RECORDS = REPOSITORY / "tests/catalogue/records"


@pytest.fixture
def messy(tmp_path: Path) -> Path:
    """The ten invented records and five files that are none, in one folder."""
    folder = tmp_path / "records"
    shutil.copytree(RECORDS, folder)
    whole = (RECORDS / "9.900001.txt").read_bytes()
    (folder / "truncated.txt").write_bytes(whole[:40])
    (folder / "binary.txt").write_bytes(bytes(range(256)) * 20)
    (folder / "empty.txt").write_bytes(b"")
    (folder / "latin.txt").write_bytes(whole.decode().encode("cp1258", errors="replace"))
    return folder


def test_ten_load_and_the_broken_are_named(running: Installation, messy: Path) -> None:
    report = running.json("catalogue", "import", str(messy))
    assert list(report) == [
        *(
            "read",
            "created",
            "changed",
            "unchanged",
            "drafts",
            "renewed",
            "waiting",
            "rejected",
            "parsed",
            "unparsed",
            "without_agency",
        )
    ]
    assert report["read"] == 10
    assert report["created"] + report["changed"] + report["unchanged"] == 10
    rejected = {Path(entry["file"]).name: entry for entry in report["rejected"]}
    assert sorted(rejected) == ["binary.txt", "empty.txt", "latin.txt", "truncated.txt"]
    for entry in rejected.values():
        assert list(entry) == ["file", "line", "reason"]
        assert entry["reason"]
    assert rejected["truncated.txt"]["line"]
    assert rejected["latin.txt"]["line"]

    again = running.json("catalogue", "import", str(messy))
    assert (again["read"], again["unchanged"]) == (10, 10)
    assert (again["created"], again["changed"]) == (0, 0)


def test_a_truncated_archive_names_itself_and_keeps_what_it_held(
    running: Installation, tmp_path: Path
) -> None:
    archive = tmp_path / "records.tar.xz"
    with tarfile.open(archive, "w:xz") as tar:
        tar.add(RECORDS, "records")
    whole = archive.read_bytes()
    archive.write_bytes(whole[: len(whole) * 2 // 3])
    ended = running.run("catalogue", "import", str(archive))
    assert "records.tar.xz" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_nothing_readable_ends_with_1(running: Installation, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_bytes(b"\x00\x01")
    ended = running.run("catalogue", "import", str(tmp_path))
    assert ended.returncode == 1
    assert "letter.txt" in ended.stderr


def test_an_imported_record_is_found_with_accents_or_none(
    running: Installation, messy: Path
) -> None:
    running.json("catalogue", "import", str(messy))
    for query in ("thả diều đêm", "tha dieu dem", "thả diều đê"):
        first = running.json("catalogue", "search", query)[0]
        assert list(first) == ["code", "name", "score"]
        assert first["code"] == "9.900001"
    (only,) = running.json("catalogue", "search", "9.900001")
    assert only["name"] == "Ghi tên vào sổ những người thả diều đêm"


def test_a_file_of_queries_is_answered_line_by_line(
    running: Installation, messy: Path, tmp_path: Path
) -> None:
    running.json("catalogue", "import", str(messy))
    queries = tmp_path / "queries.txt"
    queries.write_text("tha dieu dem\n\n9.900001\n", encoding="utf-8")
    first, second = running.json("catalogue", "search", "--queries", str(queries), "--limit", "1")
    assert list(first) == ["query", "took_ms", "hits"]
    assert [one["query"] for one in (first, second)] == ["tha dieu dem", "9.900001"]
    for one in (first, second):
        assert isinstance(one["took_ms"], float)
        assert list(one["hits"][0]) == ["code", "name", "score"]
        assert [hit["code"] for hit in one["hits"]] == ["9.900001"]


def test_bad_queries_end_with_a_sentence(running: Installation, tmp_path: Path) -> None:
    bad = tmp_path / "bad.txt"
    bad.write_bytes(b"x" * 1_000_000)
    for words, code in (
        (("--queries", str(bad)), 1),
        (("--queries", str(tmp_path / "nothing.txt")), 1),
        (("--queries", str(bad), "khai sinh"), 2),
        (("khai sinh", "--limit", "0"), 2),
        ((), 2),
    ):
        ended = running.run("catalogue", "search", *words, "--json")
        assert ended.returncode == code
        # Programs read it, and nothing else: no hit of the queries that are right.
        told = json.loads(ended.stdout)
        assert list(told) == ["error", "field", "problems"] and told["error"] in ended.stderr
        assert "Traceback" not in ended.stderr
        assert 0 < len(ended.stderr) < 1000


def test_a_newer_record_waits_until_somebody_accepts_it(
    running: Installation, tmp_path: Path
) -> None:
    folder = tmp_path / "records"
    folder.mkdir()
    (folder / "9.900008.txt").write_bytes((RECORDS / "9.900008.txt").read_bytes())
    running.json("catalogue", "import", str(folder))
    name = running.json("catalogue", "search", "9.900008")[0]["name"]
    text = (RECORDS / "9.900008.txt").read_text(encoding="utf-8")
    (folder / "9.900008.txt").write_text(text.replace(name, f"{name} mới"), encoding="utf-8")
    for drafts, waiting in ((1, 0), (0, 1)):
        report = running.json("catalogue", "import", str(folder))
        assert (report["drafts"], report["waiting"]) == (drafts, waiting)
    (told,) = running.json("catalogue", "drafts", "list", "9.900008")
    assert told["changes"][0]["after"] == f"{name} mới"

    running.done(
        *("createadmin", "--username", "duyet", "--name", "Vũ Thị Duyệt", "--role"),
        *("administrator", "--agency", "38.ubnd", "--password", "mot mat khau rat dai 2026"),
    )
    nobody = running.run("catalogue", "drafts", "accept", "9.900008", "--as", "khong-ai")
    assert (nobody.returncode, nobody.stdout) != (0, "")
    assert "không có" in nobody.stderr.lower()
    assert running.run("catalogue", "drafts", "accept", "--as", "duyet").returncode
    accepted = running.json("catalogue", "drafts", "accept", "9.900008", "--as", "duyet")
    assert [one["code"] for one in accepted] == ["9.900008"]
    assert running.json("catalogue", "search", "9.900008")[0]["name"] == f"{name} mới"
    assert running.json("catalogue", "drafts", "list", "9.900008") == []

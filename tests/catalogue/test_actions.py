"""The catalogue grows and never forgets: imports that repeat, versions that stay."""

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from toantrinh.catalogue import actions
from toantrinh.catalogue.actions import import_records, load_authored
from toantrinh.catalogue.authored import Authored, all_authored
from toantrinh.catalogue.models import Draft, Procedure, Source, Version
from toantrinh.catalogue.queries import find_procedure, version_in_force
from toantrinh.journal.models import Event
from toantrinh.kernel.actors import SYSTEM
from toantrinh.kernel.errors import Invalid, NotFound

pytestmark = pytest.mark.django_db

RECORDS = Path(__file__).parent / "records"
BIRTH = "1.001193"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The ten invented records, ready to be changed."""
    return Path(shutil.copytree(RECORDS, tmp_path / "records"))


def change(place: Path, old: str, new: str) -> None:
    text = place.read_text(encoding="utf-8")
    assert old in text
    place.write_text(text.replace(old, new), encoding="utf-8")


def renamed(place: Path, code: str) -> str:
    """The same record as if it were of another code."""
    return place.read_text(encoding="utf-8").replace(place.stem, code)


def test_a_first_import_creates_and_a_second_changes_nothing(folder: Path) -> None:
    first = import_records(folder, actor=SYSTEM)
    assert (first.read, first.created, first.changed, first.unchanged) == (10, 10, 0, 0)
    assert first.rejected == []
    rows = list(Version.objects.values_list("pk", "number"))

    second = import_records(folder, actor=SYSTEM)
    assert (second.read, second.created, second.changed, second.unchanged) == (10, 0, 0, 10)
    assert list(Version.objects.values_list("pk", "number")) == rows
    assert second.unparsed == first.unparsed


def test_the_report_is_what_the_journal_keeps(folder: Path) -> None:
    report = import_records(folder, actor=SYSTEM)
    event = Event.objects.filter(stream="catalogue", action="import").latest("seq")
    assert event.payload == {
        "read": 10,
        "created": 10,
        "changed": 0,
        "unchanged": 0,
        "drafts": 0,
        "renewed": 0,
        "rejected": 0,
    }
    assert report.as_json()["created"] == 10


def test_a_changed_record_waits_as_a_draft_and_keeps_the_old(folder: Path) -> None:
    import_records(folder, actor=SYSTEM)
    before = version_in_force(find_procedure("9.900001"))
    change(folder / "9.900001.txt", "thả diều đêm", "thả diều sáng")

    report = import_records(folder, actor=SYSTEM)
    assert (report.created, report.changed, report.unchanged, report.drafts) == (0, 1, 9, 1)
    assert version_in_force(find_procedure("9.900001")) == before
    assert "đêm" in Version.objects.get(pk=before.pk).read.name
    assert "sáng" in Draft.objects.get().title


def test_what_was_published_is_kept_word_by_word(folder: Path) -> None:
    import_records(folder, actor=SYSTEM)
    version = version_in_force(find_procedure("9.900001"))
    raw = " ".join(section["text"] for section in version.raw or [])
    for word in ("sào", "phơi", "Mây", "Mù"):
        assert word in raw


def test_an_authored_version_wins_over_a_published_one(folder: Path) -> None:
    authored = version_in_force(find_procedure(BIRTH))
    assert authored.source == Source.AUTHORED
    (folder / f"{BIRTH}.txt").write_text(renamed(folder / "9.900001.txt", BIRTH), encoding="utf-8")
    report = import_records(folder, actor=SYSTEM)
    assert report.created == 11
    procedure = find_procedure(BIRTH)
    assert version_in_force(procedure).pk == authored.pk
    assert procedure.versions.count() == 2
    assert procedure.plain_name == authored.read.title
    # Loading the authored ones again finds nothing new.
    again = load_authored(actor=SYSTEM)
    assert (again.created, again.changed) == (0, 0)


def test_two_records_of_one_code_in_one_import(folder: Path) -> None:
    (folder / "zz.txt").write_text(renamed(folder / "9.900001.txt", "9.900002"), encoding="utf-8")
    report = import_records(folder, actor=SYSTEM)
    assert report.created == 10
    (rejected,) = report.rejected
    assert rejected.file.endswith("zz.txt")
    assert "9.900002" in rejected.reason
    assert "tiếng trống" in find_procedure("9.900002").name


def test_the_broken_are_named_while_the_rest_loads(folder: Path) -> None:
    whole = (folder / "9.900001.txt").read_bytes()
    (folder / "binary.txt").write_bytes(bytes(range(256)))
    (folder / "empty.txt").write_bytes(b"")
    (folder / "half.txt").write_bytes(whole[:30])
    (folder / "latin.txt").write_bytes(whole.decode().encode("cp1258", errors="replace"))
    report = import_records(folder, actor=SYSTEM)
    assert report.created == 10
    named = {Path(entry.file).name: entry for entry in report.rejected}
    assert set(named) == {"binary.txt", "empty.txt", "half.txt", "latin.txt"}
    assert all(entry.reason for entry in named.values())


def test_a_version_counts_from_its_day_on(folder: Path) -> None:
    import_records(folder, actor=SYSTEM)
    procedure = find_procedure("9.900001")
    with pytest.raises(NotFound):
        version_in_force(procedure, date(2000, 1, 1))


def test_a_bad_authored_procedure_stops_the_load(tmp_path: Path) -> None:
    place = tmp_path / "x" / "procedure.yaml"
    place.parent.mkdir()
    place.write_text("code: '9.8'\nvalid_from: 2025-07-01\n", encoding="utf-8")
    with pytest.raises(Invalid):
        load_authored(actor=SYSTEM, folder=tmp_path)
    assert not Procedure.objects.filter(code="9.8").exists()


def test_a_changed_authored_procedure_makes_a_version(tmp_path: Path) -> None:
    place = tmp_path / "x" / "procedure.yaml"
    place.parent.mkdir()
    text = 'code: "9.800001"\nvalid_from: 2025-07-01\nname: Ghi tên con mèo\n'
    place.write_text(text, encoding="utf-8")
    assert load_authored(actor=SYSTEM, folder=tmp_path).created == 1
    assert load_authored(actor=SYSTEM, folder=tmp_path).unchanged == 1
    place.write_text(text.replace("mèo", "chó"), encoding="utf-8")
    assert load_authored(actor=SYSTEM, folder=tmp_path).changed == 1
    assert [v.number for v in find_procedure("9.800001").versions.order_by("number")] == [1, 2]
    assert version_in_force(find_procedure("9.800001")).read.name == "Ghi tên con chó"


def test_files_are_read_again_only_when_one_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "x" / "procedure.yaml"
    place.parent.mkdir()
    place.write_text(
        'code: "9.800001"\nvalid_from: 2025-07-01\nname: Ghi tên con mèo\n', encoding="utf-8"
    )
    reads: list[Path] = []

    def read(folder: Path) -> Iterator[Authored]:
        reads.append(folder)
        return all_authored(folder)

    monkeypatch.setattr(actions, "all_authored", read)
    for _again in "ab":
        actions.renew_authored(actor=SYSTEM, folder=tmp_path)
        assert len(reads) == 1
        import_records(RECORDS, actor=SYSTEM)
    assert find_procedure("9.800001")
    change(place, "mèo", "mèo # nhưng không đổi tên")
    for _again in "ab":
        actions.renew_authored(actor=SYSTEM, folder=tmp_path)
        assert len(reads) == 2
    assert find_procedure("9.800001").versions.count() == 1
    # Whatever the house shipped before is what it was.
    actions.renew_authored(actor=SYSTEM)
    assert len(reads) == 3

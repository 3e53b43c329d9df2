"""The lake holds what the journal says, whoever is killed while it is built."""

from pathlib import Path

import pyarrow.parquet as pq
import pytest
from pytest_django import DjangoAssertNumQueries, Settings

from tests.players import Players, accepted, players, processing, submitted
from toantrinh.dossiers import actions
from toantrinh.dossiers.erasing import Reason, erase_answers
from toantrinh.dossiers.models import Dossier
from toantrinh.journal.models import Event
from toantrinh.kernel.actors import SYSTEM
from toantrinh.kernel.errors import Conflict, NotFound
from toantrinh.kernel.time import local, now
from toantrinh.lake import going
from toantrinh.lake import manifest as manifests
from toantrinh.lake.actions import _append, build, folder, rebuild
from toantrinh.lake.checking import check
from toantrinh.lake.folding import minute
from toantrinh.lake.line import opened
from toantrinh.lake.manifest import Folder, Manifest, Part
from toantrinh.lake.shapes import ORDER, Row, table_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def lake(settings: Settings, tmp_path: Path) -> Folder:
    settings.LAKE_FOLDER = tmp_path / "lake"
    return folder()


@pytest.fixture
def who() -> Players:
    return players()


def _names(lake: Folder) -> set[str]:
    return {place.name for place in lake.path.iterdir()}


def _case(lake: Folder, dossier: Dossier) -> Row:
    made = lake.current()
    [row] = [
        row
        for row in lake.load("cases", made.parts("cases")).to_pylist()
        if row["dossier"] == str(dossier.pk)
    ]
    return dict(row)


def test_it_grows_with_the_journal_and_is_the_same_when_made_anew(
    lake: Folder, who: Players
) -> None:
    with pytest.raises(NotFound, match="lake rebuild"):
        check()
    going, withdrawn = processing(who), accepted(who)
    submitted(who)
    first = build()
    assert first.rows("cases") == 3
    assert list(first.pieces["cases"]) == ["open"]
    row = _case(lake, going)
    going.refresh_from_db()
    assert going.received_at and going.due_at
    assert (row["received"], row["due"]) == (minute(going.received_at), minute(going.due_at))
    assert (row["status"], row["province"]) == (going.status_code, going.province)
    assert row["level"] in {"end_to_end", "partial", None}
    assert not check().differences

    actions.withdraw(withdrawn, actor=who.mother, reason="")
    actions.propose(going, actor=who.specialist)
    grown = build()
    assert _case(lake, withdrawn)["status"] == 7
    assert {len(parts) for parts in grown.pieces["cases"].values()} == {1}
    assert set(grown.pieces["cases"]) == {"open", _month()}
    for table, by in ORDER.items():
        for part in grown.parts(table):
            rows = lake.load(table, [part]).to_pylist()
            places = [tuple(row[name] for name in by) for row in rows]
            assert places == sorted(places), part.file
    # Files of events are added to, never written anew.
    before = {part.file for part in first.parts("events")}
    assert before < {part.file for part in grown.parts("events")}
    assert grown.rows("events") == Event.objects.filter(stream__startswith="dossier/").count()
    found = check()
    assert (found.differences, found.cases) == ([], 3)

    again = rebuild()
    assert again.upto >= grown.upto
    assert not check().differences
    # What nobody names is kept for those who began to read, then swept.
    assert {part.file for part in grown.parts("events")} <= _names(lake)


def _month() -> str:
    return f"{local(now()):%Y-%m}"


def test_an_ended_case_that_is_told_more_of_is_there_once(lake: Folder, who: Players) -> None:
    dossier = submitted(who)
    actions.refuse(dossier, actor=who.reception, reason="Sai nơi nhận.")
    build()
    events = _case(lake, dossier)["events"]
    dossier.refresh_from_db()
    erase_answers(dossier, actor=SYSTEM, reason=Reason.RETENTION)
    build()
    assert _case(lake, dossier)["events"] == int(str(events)) + 1
    assert not check().differences


def test_the_killed_leave_the_lake_as_it_was(
    lake: Folder, who: Players, monkeypatch: pytest.MonkeyPatch
) -> None:
    submitted(who)
    before = build()
    submitted(who)
    real, left = Folder.write, [1]

    def dying(self: Folder, table: str, piece: str, rows: object) -> Part:
        left[0] -= 1
        if left[0] < 0:
            raise KeyboardInterrupt
        return real(self, table, piece, rows)

    with monkeypatch.context() as patch:
        patch.setattr(Folder, "write", dying)
        with pytest.raises(KeyboardInterrupt):
            build()
    assert lake.current() == before
    assert not check().differences
    orphans = {place.name for place in lake.path.glob("*.parquet")} - {
        part.file for table in before.pieces for part in before.parts(table)
    }
    assert len(orphans) == 1
    monkeypatch.setattr(manifests, "_GRACE_SECONDS", -1)
    assert build().rows("cases") == 2
    assert not orphans & _names(lake)
    assert not check().differences


def test_a_lake_of_another_journal_is_made_anew(lake: Folder, who: Players) -> None:
    submitted(who)
    made = build()
    made.head = "0" * 64
    made.put("events", "2020-01-01", made.parts("events"))
    lake.swap(made)
    assert check().differences
    assert build().rows("cases") == 1
    assert not check().differences


def test_what_stands_open_is_not_written_anew_but_listed(
    lake: Folder, who: Players, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(going, "_FEW", 1)
    monkeypatch.setattr(going, "_SHARE", 1)
    first, second, third = submitted(who), submitted(who), submitted(who)
    [large] = build().parts("cases", "open")
    actions.refuse(first, actor=who.reception, reason="Sai nơi nhận.")
    actions.accept(second, actor=who.reception)
    submitted(who)
    listed = build()
    held, beside = listed.parts("cases", "open")
    assert (held.file, held.rows, beside.rows) == (large.file, 1, 2)
    assert lake.gone(held).to_pylist() == sorted([str(first.pk), str(second.pk)])
    assert _told_once(lake) == 4
    assert not check().differences
    # Whoever is told of again beside it, is in no list a second time.
    actions.withdraw(second, actor=who.mother, reason="")
    again, beside = build().parts("cases", "open")
    assert (again, beside.rows) == (held, 1)
    actions.withdraw(third, actor=who.mother, reason="")
    monkeypatch.setattr(going, "_SHARE", 2)
    [joined] = build().parts("cases", "open")
    assert (joined.gone, joined.rows, _told_once(lake)) == ("", 1, 4)
    assert not check().differences
    monkeypatch.setattr(manifests, "_GRACE_SECONDS", -1)
    made = build()
    assert {place.name for place in lake.path.glob("*.parquet")} == made.names()


def _told_once(lake: Folder) -> int:
    """How many dossiers whoever asks in SQL sees, each in one row."""
    made = lake.current()
    asked = "SELECT count(*), count(DISTINCT dossier) FROM cases"
    found = opened(lake, made, None).execute(asked).fetchone()
    assert found == (made.rows("cases"),) * 2
    return found[0]


def test_of_two_builders_one_wins(lake: Folder) -> None:
    with lake.building(), pytest.raises(Conflict, match="tiến trình khác"):
        build()
    assert lake.read() is None
    assert build().rows("cases") == 0


def test_what_was_changed_in_a_file_is_found(lake: Folder, who: Players) -> None:
    submitted(who)
    made = build()
    [part] = made.parts("cases", "open")
    rows = lake.load("cases", [part]).to_pylist()
    pq.write_table(table_of("cases", [{**rows[0], "status": 10}]), lake.path / part.file)
    [difference] = check().differences
    assert (difference["piece"], difference["what"]) == ("cases/open", "hash")


def test_many_small_files_become_one(lake: Folder) -> None:
    made = Manifest()
    lake.path.mkdir()
    rows: list[Row] = [{"position": 1, "dossier": "x", "hash": b""}]
    for count in [*range(1, 9), 1, 2]:
        _append(lake, made, "events", "2026-11-26", table_of("events", rows))
        assert len(made.parts("events")) == count
    assert made.rows("events") == 10


def test_nothing_new_asks_for_nothing(
    lake: Folder, who: Players, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    submitted(who)
    build()
    with django_assert_max_num_queries(23):
        build()

"""What other systems push: taken once, refused line by line, sealed, found, and one event each."""

import json
from typing import Any

import pytest
from django.test import Client

from simulators.agency.inventing import dossiers, progress
from tests import players as p
from tests.authored import officer_of
from tests.signed_in import officer_client
from toantrinh.government.queries import agency
from toantrinh.journal.hashing import event_hash
from toantrinh.journal.models import Event
from toantrinh.kernel.actors import SYSTEM, Actor
from toantrinh.kernel.errors import Invalid
from toantrinh.kernel.time import local
from toantrinh.people.keys import erase_key
from toantrinh.people.queries import as_officer
from toantrinh.people.sealing import keyed_hash, unseal
from toantrinh.sync import actions
from toantrinh.sync.accounts import as_system, open_account
from toantrinh.sync.actions import Taken, push_lines, push_one
from toantrinh.sync.models import Pushed, PushedRevision, Refused, System
from toantrinh.sync.queries import found_by

pytestmark = pytest.mark.django_db


@pytest.fixture
def system() -> System:
    """The system of a commune."""
    return open_account("phan-mem-xa", agency("14797.ubnd"), actor=SYSTEM)[0]


def _push(system: System, *lines: Any) -> Taken:
    spelled = (line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines)
    return push_lines(system, spelled, actor=as_system(system))


def _line(data: dict[str, Any], service: str = "DongBoHoSoMC", **more: object) -> dict[str, Any]:
    return {"service": service, "data": data, **more}


def _counts(taken: Taken) -> tuple[int, int, int]:
    batch = taken.batch
    return batch.accepted, batch.unchanged, batch.refused


def test_a_file_is_taken_once_and_each_revision_is_one_event(system: System) -> None:
    made = list(dossiers(1, 30))
    assert _counts(_push(system, *map(_line, made))) == (30, 0, 0)
    assert _counts(_push(system, *map(_line, made))) == (0, 30, 0)
    changed = {**made[0], "TrichYeuHoSo": "Khác"}
    assert _counts(_push(system, _line(changed, isUpdating=True))) == (1, 0, 0)
    for row in Pushed.objects.select_related("key"):
        events = list(Event.objects.filter(stream=row.stream()).order_by("seq"))
        assert len(events) == row.revision == (2 if row.code == made[0]["MaHoSo"] else 1)
        assert all(bytes(event.hash) == event_hash(event) for event in events)
        assert (row.head_seq, bytes(row.head_hash)) == (len(events), bytes(events[-1].hash))
        assert {event.actor for event in events} == {f"system/{system.id}"}
        last = row.revisions.get(number=row.revision)
        assert events[-1].payload["data_hash"] == bytes(last.digest).hex()
    first = Pushed.objects.get(code=made[0]["MaHoSo"])
    sealed = first.revisions.get(number=2)
    assert json.loads(unseal(first.key, sealed.sealed, f"{first.stream()}/revision/2")) == changed
    assert bytes(first.number_hash or b"") == keyed_hash("number", changed["SoGiayToChuHoSo"])
    assert first.received_at
    assert local(first.received_at).strftime("%Y%m%d%H%M%S") == changed["NgayTiepNhan"]


def test_what_cannot_be_taken_is_told_by_line_and_field(system: System) -> None:
    [good, other] = dossiers(2, 2)
    lines = [
        _line(good),
        b"{not json",
        _line({**other, "MaHoSo": "kaputt", "NgayHenTra": "20261301000000"}),
        _line({**other, "TrangThaiHoSo": "sleeping", "SoGiayToChuHoSo": "000000001"}),
        _line(other, service="LayThuTuc"),
        _line(other, madonvi="38.ubnd"),
        _line({**other, "NgayHenTra": "20200101000000"}),
        _line(progress(other, "4"), "CapNhatTienDoHoSoMC"),
        b"[1]",
        _line({**other, "ChuHoSo": 5.5}),
        _line(other, revision=0),
    ]
    taken = _push(system, *lines)
    assert _counts(taken) == (1, 0, 10)
    told = {number: [problem.where for problem in problems] for number, problems in taken.refused}
    assert told == {
        2: [""],
        3: ["MaHoSo", "NgayHenTra"],
        4: ["TrangThaiHoSo", "SoGiayToChuHoSo"],
        5: ["service"],
        6: ["madonvi"],
        7: ["NgayHenTra"],
        8: ["MaHoSo"],
        9: [""],
        10: ["ChuHoSo"],
        11: ["revision"],
    }
    assert all(problem.text() for _number, problems in taken.refused for problem in problems)
    kept = Refused.objects.filter(batch=taken.batch)
    assert kept.count() == 12


def test_revisions_that_are_numbered_are_told_apart_by_their_number(system: System) -> None:
    [made] = dossiers(3, 1)
    made["TrangThaiHoSo"] = "4"
    again = {**made, "TrangThaiHoSo": "waiting"}
    taken = _push(
        system,
        _line(made, revision=1),
        _line(again, revision=2),
        _line(made, revision=1),
        _line({**made, "GhiChu": "khác"}, revision=2),
    )
    assert _counts(taken) == (2, 1, 1)
    row = Pushed.objects.get()
    assert (row.status_code, row.raw_status, row.revision) == (5, "waiting", 2)


def test_steps_move_the_status_and_an_ended_dossier_stays_ended(system: System) -> None:
    [made] = dossiers(4, 1)
    made |= {"TrangThaiHoSo": "receiving", "NgayTra": "", "NgayKetThucXuLy": ""}
    steps = [progress(made, "processing", 2), progress(made, "waiting", 1), progress(made, "3", 3)]
    taken = _push(
        system,
        _line(made),
        *(_line(step, "CapNhatTienDoHoSoMC") for step in [*steps, steps[0]]),
        _line(progress(made, "4", 9), "CapNhatTienDoHoSoMC"),
    )
    # The second came late and is kept without moving the status back; the first again is known.
    assert _counts(taken) == (4, 1, 1)
    row = Pushed.objects.get()
    assert (row.status_code, row.raw_status) == (3, "3")
    assert PushedRevision.objects.filter(kind="progress", raw_status="waiting").exists()


def test_nobody_pushes_over_ours_over_others_or_over_what_was_erased(system: System) -> None:
    ours = p.submitted(p.players()).code
    other = open_account("phan-mem-khac", agency("14797.ubnd"), actor=SYSTEM)[0]
    theirs, erased, fresh = dossiers(5, 3)
    _push(other, _line(theirs))
    _push(system, _line(erased))
    erase_key(Pushed.objects.get(code=erased["MaHoSo"]).key)
    taken = _push(
        system, _line({**fresh, "MaHoSo": ours}), _line(theirs), _line({**erased, "Fax": "1"})
    )
    assert _counts(taken) == (0, 0, 3)


def test_who_has_the_code_tracks_it_and_officers_of_the_agency_find_it(system: System) -> None:
    [made] = dossiers(7, 1)
    made |= {"TrangThaiHoSo": "waiting", "NgayTra": "", "NgayKetThucXuLy": ""}
    _push(system, _line(made))
    page = Client().get("/tra-cuu/", {"ma": made["MaHoSo"].lower()}).content.decode()
    assert "Yêu cầu bổ sung giấy tờ" in page
    assert "Hệ thống riêng của" in page
    assert made["ChuHoSo"] not in page
    assert Client().get("/tra-cuu/", {"ma": "\x00"}).status_code == 404
    who = p.players()
    for typed in (made["MaHoSo"], made["SoGiayToChuHoSo"]):
        found = officer_client(who.cast.specialist).get("/can-bo/tim/", {"q": typed})
        assert "Từ hệ thống khác" in found.content.decode()
        assert "waiting" in found.content.decode()
    [one] = found_by(made["MaHoSo"], actor=who.leader)
    assert one.code == made["MaHoSo"]
    elsewhere = officer_of(agency("14758.ubnd"), "specialist")
    assert found_by(made["MaHoSo"], actor=as_officer(elsewhere)) == []


def test_pieces_of_a_file_follow_each_other_whatever_lies_in_which(
    system: System, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "_PIECE", 2)
    made = [{**one, "TrangThaiHoSo": "4"} for one in dossiers(8, 4)]
    again = [{**one, "TenTTHC": "Tên\\khác"} for one in made]
    _push(system, _line(made[3]))
    taken = _push(
        system,
        b"\xef\xbb\xbf" + json.dumps(_line(made[0])).encode(),
        _line(made[1]),
        _line(again[0], isUpdating=True),
        b"[",
        b" ",
        _line(again[3], isUpdating=True),
        _line(made[2]),
        _line(made[0], isUpdating=True),
        # Sent as new, though a line before told it.
        _line(again[2]),
    )
    assert _counts(taken) == (6, 0, 2)
    assert [number for number, _problems in taken.refused] == [4, 9]
    rows = {row.code: row for row in Pushed.objects.all()}
    assert [rows[one["MaHoSo"]].revision for one in made] == [3, 1, 1, 2]
    assert [rows[one["MaHoSo"]].title for one in made] == [
        *(one["TenTTHC"] for one in made[:3]),
        "Tên\\khác",
    ]
    for row in rows.values():
        events = Event.objects.filter(stream=row.stream()).order_by("seq")
        assert [event.seq for event in events] == list(range(1, row.revision + 1))
        assert bytes(events[row.revision - 1].hash) == bytes(row.head_hash)


def test_one_call_says_what_a_line_says(system: System) -> None:
    actor: Actor = as_system(system)
    [made] = dossiers(6, 1)

    def one(data: dict[str, Any], *, updating: bool = False) -> bool:
        return push_one(system, _line(data, isUpdating=updating), actor=actor)

    assert one(made)
    assert not one(made)
    with pytest.raises(Invalid) as refused:
        one({**made, "GhiChu": "khác"})
    assert [problem.where for problem in refused.value.problems] == ["isUpdating"]
    assert one({**made, "GhiChu": "khác"}, updating=True)

"""The portal's contract over HTTP: login, calls, files of lines; and the simulator's process."""

import gzip
import json
import os
import subprocess
import sys
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from simulators.agency.inventing import dossiers, progress
from tests.web.chromium import served
from toantrinh.government.queries import agency
from toantrinh.kernel.actors import SYSTEM
from toantrinh.sync import actions
from toantrinh.sync.accounts import close_account, open_account
from toantrinh.sync.actions import lines_of
from toantrinh.sync.models import Pushed

_SYNC = "/api/v1/sync"


@pytest.fixture
def password(db: None) -> str:
    return open_account("phan-mem", agency("14797.ubnd"), actor=SYSTEM)[1]


def _post(path: str, body: object) -> dict[str, Any]:
    answer = Client().post(f"{_SYNC}/{path}", json.dumps(body), content_type="application/json")
    return {**answer.json(), "status": answer.status_code}


def _session(password: str) -> str:
    told = _post("login", {"username": "phan-mem", "password": password})
    assert (told["error_code"], told["status"]) == ("0", 200)
    return str(told["session"])


def test_calls_answer_in_the_contracts_codes(password: str) -> None:
    [made] = dossiers(1, 1)
    made |= {"TrangThaiHoSo": "4", "NgayTra": "", "NgayKetThucXuLy": ""}
    call = {"session": _session(password), "madonvi": "14797.ubnd", "service": "DongBoHoSoMC"}
    codes = [
        _post("call", {**call, "data": made})["error_code"],
        _post("call", {**call, "data": made})["error_code"],
        _post("call", {**call, "data": {**made, "Fax": "1"}})["error_code"],
        _post("call", {**call, "data": {**made, "Fax": "1"}, "isUpdating": True})["error_code"],
    ]
    assert codes == ["0", "-3", "-3", "0"]
    step = {**call, "service": "CapNhatTienDoHoSoMC", "data": progress(made, "waiting")}
    assert _post("call", step)["error_code"] == "0"
    wrong = _post("call", {**call, "data": {"MaHoSo": "?"}})
    assert (wrong["error_code"], wrong["status"]) == ("-1", 422)
    assert {"field": "ChuHoSo", "message": "Thiếu trường này."} in wrong["problems"]
    assert Pushed.objects.get().raw_status == "waiting"


def test_nobody_pushes_without_a_session_that_holds(password: str) -> None:
    session = _session(password)
    for path, body in (
        ("login", {"username": "phan-mem", "password": "?"}),
        ("login", [1]),
        ("call", {"session": session[:-1] + "?", "service": "DongBoHoSoMC", "data": {}}),
        ("batch", {}),
    ):
        assert _post(path, body)["status"] == 401, path
    close_account("phan-mem", actor=SYSTEM)
    assert _post("call", {"session": session})["error_code"] == "-2"


def test_the_other_side_pushes_as_a_process_of_its_own(own_database: str) -> None:
    _system, password = open_account("phan-mem", agency("14797.ubnd"), actor=SYSTEM)
    with served() as address:
        ended = subprocess.run(
            [
                *(sys.executable, "-m", "simulators.agency", f"{address}{_SYNC}"),
                *("phan-mem", "14797.ubnd", "--dossiers", "12"),
            ],
            env={**os.environ, "SYNC_PASSWORD": password, "PYTHONPATH": str(Path("src").resolve())},
            capture_output=True,
            text=True,
            timeout=120,
        )
    login, batch, step = map(json.loads, ended.stdout.splitlines())
    assert login == {"error_code": "0"}, ended.stderr
    assert (batch["accepted"], batch["refused"], step["error_code"]) == (12, 0, "0")


def _sent(session: str, body: bytes, **headers: str) -> tuple[int, dict[str, Any]]:
    """A file of lines as it comes."""
    answer = Client(headers={"Authorization": f"Bearer {session}", **headers}).post(
        f"{_SYNC}/batch", body, content_type="application/x-ndjson"
    )
    return answer.status_code, answer.json()


def test_what_can_not_be_read_is_told_as_such(password: str) -> None:
    session = _session(password)
    [made] = dossiers(2, 1)
    good = json.dumps({"service": "DongBoHoSoMC", "data": made}).encode()
    status, told = _sent(session, gzip.compress(good), **{"Content-Encoding": "gzip"})
    assert status == 415 and "gzip" in told["message"]
    lines = [
        *(b'{"service":"' + b"\xff" + b'"}', b"\xff\xfe{\x00", b"9" * 300_000, b'{"a":"\\ud800"}'),
        *(b"[" * 400, b'{"revision":NaN}', json.dumps({"service": ["DongBoHoSoMC"]}).encode()),
        json.dumps({"service": "DongBoHoSoMC", "data": made, "isUpdating": "true"}).encode(),
        json.dumps(
            {"service": "DongBoHoSoMC", "data": {**made, "NgayNopHoSo": "00010101000000"}}
        ).encode(),
        good,
    ]
    status, told = _sent(session, b"\n".join(lines))
    assert (status, told["accepted"], told["refused"]) == (200, 1, 9)
    assert [(one["line"], one["field"]) for one in told["lines"]] == [
        *((line, "") for line in range(1, 7)),
        *((7, "service"), (8, "isUpdating"), (9, "NgayNopHoSo")),
    ]
    assert "262144 byte" in told["lines"][2]["message"]
    for body, status in (
        *((b"{", 400), (b"\xff", 400), (b'{"session":"\\ud800"}', 400), (b"[" * 900, 400)),
        (b'{"session":"' + b"x" * 1_100_000 + b'"}', 413),
    ):
        for path in ("call", "login"):
            answer = Client().post(f"{_SYNC}/{path}", body, content_type="application/json")
            assert (answer.status_code, answer.json()["error_code"]) == (status, "-1"), body[:20]
    call = {"session": session, "service": "DongBoHoSoMC", "data": made}
    wrong = _post("call", {**call, "isUpdating": "true"})
    assert (wrong["error_code"], wrong["status"]) == ("-1", 422)


class _Body(BytesIO):
    """As the server gives it: its lines cannot be trusted (granian ends at the first)."""

    def readline(self, _size: int | None = -1, /) -> bytes:
        return b""


def test_all_lines_of_a_body_are_taken_however_the_server_reads(password: str) -> None:
    body = b"\n".join(
        json.dumps({"service": "DongBoHoSoMC", "data": one}).encode() for one in dossiers(3, 40)
    )
    instead: dict[str, Any] = {"wsgi.input": _Body(body)}
    client = Client(headers={"Authorization": f"Bearer {_session(password)}"})
    answer = client.post(f"{_SYNC}/batch", body, content_type="text/plain", **instead)
    assert (answer.json()["accepted"], answer.json()["refused"]) == (40, 0)


@given(
    lines=st.lists(st.binary(max_size=30).map(lambda line: line.replace(b"\n", b""))),
    ended=st.booleans(),
    size=st.integers(1, 9),
)
def test_lines_are_those_between_the_signs_that_end_them(
    lines: list[bytes], ended: bool, size: int
) -> None:
    body = b"\n".join(lines) + b"\n" * ended
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(actions, "_READ", size)
        patched.setattr(actions, "_LONGEST_LINE", 12)
        found = list(lines_of(BytesIO(body).read))
    expected = body.split(b"\n") if body else []
    assert len(found) == len(expected) - (expected[-1:] == [b""])
    for one, whole in zip(found, expected, strict=False):
        assert one == whole if len(whole) <= 12 else (len(one) > 12 and whole.startswith(one))


def test_a_line_without_an_end_is_never_held_as_a_whole() -> None:
    asked: list[int] = []
    content = BytesIO(b"1\n" + b"x" * 1_000_000 + b"\n" + b"y" * 400_000)

    def read(size: int) -> bytes:
        asked.append(size)
        return content.read(size)

    lines = list(lines_of(read))
    assert [line[:1] for line in lines] == [b"1", b"x", b"y"]
    assert max(map(len, lines)) < 400_000 and 0 < max(asked) < 100_000

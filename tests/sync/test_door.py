"""The portal's contract over HTTP: login, calls, files of lines; and the simulator's process."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from simulators.agency.inventing import dossiers, progress
from tests.web.chromium import served
from toantrinh.government.queries import agency
from toantrinh.kernel.actors import SYSTEM
from toantrinh.sync.accounts import close_account, open_account
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

"""Each switch bends one answer, once; a careful client sees every one of them."""

import time
from collections.abc import Iterator

import httpx
import jwt
import pytest

from tests.simulators.vneid.conftest import (
    HOA,
    Visit,
    first_line,
    free_port,
    returned,
    start,
    stop,
)


@pytest.fixture(autouse=True)
def _disarmed(issuer: str) -> Iterator[None]:
    yield
    httpx.delete(f"{issuer}/faults", trust_env=False)


def arm(visit: Visit, fault: str, **more: float) -> None:
    answer = visit.browser.http.post("/faults", json={"fault": fault, **more})
    assert answer.json() == {"armed": [fault]}


def armed(visit: Visit) -> list[str]:
    found: list[str] = visit.browser.http.get("/faults").json()["armed"]
    return found


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ("expired", jwt.ExpiredSignatureError),
        ("other_audience", jwt.InvalidAudienceError),
        ("other_issuer", jwt.InvalidIssuerError),
        ("altered_signature", jwt.InvalidSignatureError),
    ],
)
def test_a_bent_token_does_not_verify_and_the_next_one_does(
    visit: Visit, other_visit: Visit, fault: str, error: type[Exception]
) -> None:
    arm(visit, fault)
    with pytest.raises(error):
        visit.verified(visit.tokens(HOA)["id_token"])
    assert armed(visit) == []
    assert other_visit.verified(other_visit.tokens(HOA)["id_token"])["nonce"] == other_visit.nonce


def test_a_wrong_nonce_is_signed_but_not_ours(visit: Visit) -> None:
    arm(visit, "wrong_nonce")
    assert visit.verified(visit.tokens(HOA)["id_token"])["nonce"] != visit.nonce


def test_a_wrong_state_comes_back(visit: Visit) -> None:
    page = visit.consent(HOA)
    arm(visit, "wrong_state")
    back = returned(visit.browser.send(page, action="grant"))
    assert back["code"]
    assert back["state"] != visit.state


def test_a_spent_code_comes_back(visit: Visit) -> None:
    page = visit.consent(HOA)
    arm(visit, "spent_code")
    back = returned(visit.browser.send(page, action="grant"))
    assert back["state"] == visit.state
    answer = visit.exchange(back["code"])
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_grant")


def test_userinfo_speaks_of_somebody_else(visit: Visit) -> None:
    tokens = visit.tokens(HOA)
    arm(visit, "other_subject")
    told = visit.userinfo(tokens["access_token"]).json()
    assert told["sub"] != visit.verified(tokens["id_token"])["sub"]


def test_a_slow_answer_holds_up_nobody_else(visit: Visit, other_visit: Visit) -> None:
    code = visit.code(HOA)
    arm(visit, "slow", seconds=1.5)
    began = time.monotonic()
    assert visit.exchange(code).status_code == 200
    assert time.monotonic() - began >= 1.5
    assert other_visit.exchange("none").status_code == 400


def test_out_of_order(visit: Visit) -> None:
    code = visit.code(HOA)
    arm(visit, "unavailable")
    assert visit.exchange(code).status_code == 503
    assert visit.exchange(code).status_code == 200


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b'{"fault": "expired"}', "text/plain", 415),
        (b'{"fault": "unheard_of"}', "application/json", 400),
        (b'{"fault": "slow", "seconds": "long"}', "application/json", 400),
        (b"[]", "application/json", 400),
        (b"{", "application/json", 400),
    ],
)
def test_an_order_that_makes_no_sense_arms_nothing(
    visit: Visit, body: bytes, kind: str, status: int
) -> None:
    answer = visit.browser.http.post("/faults", content=body, headers={"Content-Type": kind})
    assert answer.status_code == status
    assert armed(visit) == []


def test_without_the_environment_variable_there_are_no_switches(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    port = free_port()
    process = start(tmp_path_factory.mktemp("honest"), port)
    try:
        assert first_line(process).startswith("vneid ready")
        answer = httpx.post(
            f"http://127.0.0.1:{port}/faults", json={"fault": "expired"}, trust_env=False
        )
        assert answer.status_code == 404
    finally:
        stop(process)

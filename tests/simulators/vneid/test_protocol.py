"""The code flow over the wire, with everything that must be refused."""

import hashlib

import httpx
import pytest

from tests.simulators.vneid.conftest import (
    BACK,
    CLIENT,
    DUC,
    GOODBYE,
    HOA,
    SCOPE,
    SECRET,
    Browser,
    Visit,
    returned,
)


def test_discovery_names_the_issuer_and_promises_only_what_is_kept(issuer: str) -> None:
    found = httpx.get(f"{issuer}/.well-known/openid-configuration", trust_env=False).json()
    assert found["issuer"] == issuer
    assert found["code_challenge_methods_supported"] == ["S256"]
    assert found["response_types_supported"] == ["code"]
    for name in ("authorization", "token", "userinfo", "end_session"):
        address = found[f"{name}_endpoint"]
        assert httpx.get(address, trust_env=False).status_code != 404, address


def test_a_person_signs_in_consents_and_is_known(visit: Visit) -> None:
    page = visit.consent(HOA)
    assert HOA["name"] in page.text
    assert HOA["number"] in page.text
    assert "18/03/1994" in page.text
    back = returned(visit.browser.send(page, action="grant"))
    assert back["state"] == visit.state
    answer = visit.exchange(back["code"])
    assert answer.headers["cache-control"] == "no-store"
    tokens = answer.json()
    assert tokens["token_type"] == "Bearer"
    assert "refresh_token" not in tokens
    claims = visit.verified(tokens["id_token"])
    assert claims["nonce"] == visit.nonce
    assert claims["aud"] == CLIENT
    assert claims["identity_level"] == 2
    assert 0 <= claims["iat"] - claims["auth_time"] < 30
    told = visit.userinfo(tokens["access_token"]).json()
    assert told == {
        "sub": claims["sub"],
        "name": HOA["name"],
        "birthdate": "1994-03-18",
        "gender": "female",
        "email": HOA["email"],
        "email_verified": False,
        "phone_number": "+84300003001",
        "phone_number_verified": True,
        "personal_number": HOA["number"],
        "identity_level": 2,
        "commune_code": "14797",
    }


def test_the_id_token_carries_no_personal_data(visit: Visit) -> None:
    claims = visit.verified(visit.tokens(HOA)["id_token"])
    assert set(claims) == {
        *("iss", "aud", "sub", "iat", "exp", "jti", "nonce", "at_hash"),
        *("auth_time", "identity_level"),
    }
    assert HOA["number"] not in claims["sub"]
    assert claims["sub"] != hashlib.sha256(HOA["number"].encode()).hexdigest()[:40]


def test_the_subject_stays_the_same_and_differs_between_people(
    visit: Visit, other_visit: Visit, issuer: str
) -> None:
    first = visit.verified(visit.tokens(HOA)["id_token"])["sub"]
    again = Visit(Browser(issuer))
    assert again.verified(again.tokens(HOA)["id_token"])["sub"] == first
    assert other_visit.verified(other_visit.tokens(DUC)["id_token"])["sub"] != first
    again.browser.http.close()


def test_only_what_the_scope_names_is_told(visit: Visit) -> None:
    tokens = visit.tokens(HOA, scope="openid profile")
    assert "identity_level" not in visit.verified(tokens["id_token"])
    told = visit.userinfo(tokens["access_token"]).json()
    assert set(told) == {"sub", "name", "birthdate", "gender"}


def test_an_unknown_scope_is_refused(visit: Visit) -> None:
    visit.browser.sign_in(visit.ask(), HOA)
    back = returned(visit.ask(scope=f"{SCOPE} everything"))
    assert back["error"] == "invalid_scope"


def test_a_code_serves_once(visit: Visit) -> None:
    code = visit.code(HOA)
    assert visit.exchange(code).status_code == 200
    again = visit.exchange(code)
    assert (again.status_code, again.json()["error"]) == (400, "invalid_grant")


@pytest.mark.parametrize(
    "address",
    [
        "https://elsewhere.example.vn/callback/",
        BACK.replace(":9/", ":10/"),
        f"{BACK}?more=1",
        BACK.rstrip("/"),
        BACK.replace("127.0.0.1", "localhost"),
        None,
    ],
)
def test_an_address_that_is_not_registered_letter_by_letter_gets_nothing(
    visit: Visit, address: str | None
) -> None:
    answer = visit.ask(redirect_uri=address)
    assert answer.status_code == 400
    assert "Địa chỉ quay về" in answer.text


def test_a_repeated_parameter_is_refused(visit: Visit) -> None:
    query: dict[str, str | list[str]] = dict(visit.asked())
    query["redirect_uri"] = [BACK, "https://elsewhere.example.vn/"]
    answer = visit.browser.http.get("/oidc/authorize", params=query)
    assert answer.status_code == 400


def test_an_unknown_client_is_refused(visit: Visit) -> None:
    answer = visit.ask(client_id="nobody")
    assert answer.status_code == 400
    assert "chưa đăng ký" in answer.text


@pytest.mark.parametrize(
    "without",
    [
        {"code_challenge": None},
        {"code_challenge": None, "code_challenge_method": None},
        {"code_challenge_method": "plain"},
        {"code_challenge_method": None},
    ],
)
def test_without_pkce_by_s256_nobody_gets_in(visit: Visit, without: dict[str, None]) -> None:
    back = returned(visit.ask(**without))
    assert back["error"] == "invalid_request"
    assert back["state"] == visit.state
    assert "code" not in back


@pytest.mark.parametrize("verifier", ["x" * 64, None])
def test_a_wrong_or_missing_verifier_is_refused(visit: Visit, verifier: str | None) -> None:
    answer = visit.exchange(visit.code(HOA), code_verifier=verifier)
    assert answer.status_code == 400
    assert answer.json()["error"] in {"invalid_grant", "invalid_request"}
    assert "access_token" not in answer.json()


def test_another_address_at_the_token_endpoint_is_refused(visit: Visit) -> None:
    answer = visit.exchange(visit.code(HOA), redirect_uri=f"{BACK}?more=1")
    assert answer.status_code == 400
    assert "access_token" not in answer.json()


def test_a_wrong_secret_is_refused(visit: Visit) -> None:
    data = {
        "grant_type": "authorization_code",
        "code": visit.code(HOA),
        "redirect_uri": BACK,
        "code_verifier": visit.verifier,
    }
    answer = httpx.post(
        f"{visit.browser.issuer}/oidc/token", data=data, auth=(CLIENT, "guess"), trust_env=False
    )
    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")


def test_the_secret_may_stand_in_the_body(visit: Visit) -> None:
    data = {
        "grant_type": "authorization_code",
        "code": visit.code(HOA),
        "redirect_uri": BACK,
        "code_verifier": visit.verifier,
        "client_id": CLIENT,
        "client_secret": SECRET,
    }
    answer = httpx.post(f"{visit.browser.issuer}/oidc/token", data=data, trust_env=False)
    assert answer.status_code == 200


@pytest.mark.parametrize("grant", ["refresh_token", "client_credentials", "password"])
def test_other_grants_are_refused(visit: Visit, grant: str) -> None:
    answer = visit.exchange("none", grant_type=grant, refresh_token="x", scope="openid")
    assert answer.status_code in {400, 401}
    assert "access_token" not in answer.json()


def test_userinfo_wants_a_token_that_it_gave(visit: Visit) -> None:
    assert visit.userinfo("made-up").status_code == 401
    assert visit.browser.http.get("/oidc/userinfo").status_code == 401


def test_who_does_not_agree_shares_nothing(visit: Visit) -> None:
    back = returned(visit.browser.send(visit.consent(HOA), action="cancel"))
    assert back == {"error": "access_denied", "state": visit.state}


def test_consent_cannot_be_given_from_another_site(visit: Visit) -> None:
    page = visit.consent(HOA)
    answer = visit.browser.send(page, action="grant", csrfmiddlewaretoken="x" * 64)
    assert answer.status_code == 403


def test_the_request_may_come_by_post_from_another_site(visit: Visit) -> None:
    answer = visit.browser.http.post("/oidc/authorize", data=visit.asked())
    assert "Chọn người mẫu" in visit.browser.see(answer).text


def test_prompt_login_asks_again(visit: Visit) -> None:
    visit.consent(HOA)
    page = visit.ask(prompt="login")
    assert "Chọn người mẫu" in page.text
    assert DUC["name"] in visit.browser.sign_in(page, DUC).text


def test_prompt_none_without_a_session_is_answered_not_shown(visit: Visit) -> None:
    assert returned(visit.ask(prompt="none"))["error"] == "login_required"


def test_two_browsers_at_once_stay_apart(visit: Visit, other_visit: Visit) -> None:
    page, other_page = visit.consent(HOA), other_visit.consent(DUC)
    other_code = returned(other_visit.browser.send(other_page, action="grant"))["code"]
    code = returned(visit.browser.send(page, action="grant"))["code"]
    # A code stolen from the other browser is worth nothing without its verifier.
    assert visit.exchange(other_code).status_code == 400
    told = visit.userinfo(visit.exchange(code).json()["access_token"]).json()
    other_tokens = other_visit.exchange(other_code).json()
    other_told = other_visit.userinfo(other_tokens["access_token"]).json()
    assert (told["name"], other_told["name"]) == (HOA["name"], DUC["name"])


def test_the_client_signs_the_person_out(visit: Visit) -> None:
    tokens = visit.tokens(HOA)
    answer = visit.browser.open(
        "/oidc/end_session",
        id_token_hint=tokens["id_token"],
        post_logout_redirect_uri=GOODBYE,
        state="bye",
    )
    assert answer.headers["location"] == f"{GOODBYE}?state=bye"
    assert "Chọn người mẫu" in visit.ask().text
    assert visit.userinfo(tokens["access_token"]).status_code == 401


def test_sign_out_without_a_hint_asks_first(visit: Visit) -> None:
    visit.consent(HOA)
    page = visit.browser.open("/oidc/end_session", client_id=CLIENT)
    assert "Đăng xuất khỏi tài khoản" in page.text
    assert HOA["name"] in visit.browser.send(page, action="stay").text
    page = visit.browser.open("/oidc/end_session", client_id=CLIENT)
    assert HOA["name"] not in visit.browser.send(page, action="logout").text


@pytest.mark.parametrize(
    "address", ["https://elsewhere.example.vn/", GOODBYE.replace(":9/", ":10/"), f"{GOODBYE}x"]
)
def test_sign_out_leads_to_no_address_that_is_not_registered(visit: Visit, address: str) -> None:
    tokens = visit.tokens(HOA)
    answer = visit.browser.open(
        "/oidc/end_session",
        id_token_hint=tokens["id_token"],
        post_logout_redirect_uri=address,
    )
    assert answer.status_code == 400
    assert visit.userinfo(tokens["access_token"]).status_code == 200

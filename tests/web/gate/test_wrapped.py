"""The wrapped dialect over the wire, by settings alone, and what may be wrong with a wrap."""

from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from allauth.socialaccount.models import SocialAccount

from tests.web.gate.serving import ORGANISATIONS, PEOPLE, configured, wrapped
from tests.web.gate.visitor import Visitor
from toantrinh.people.queries import find_organisation, find_person, personal_number

HOA, KY = PEOPLE[0], PEOPLE[6]
Arm = Callable[..., None]


@pytest.fixture(autouse=True)
def _dialect(site: str, provider: str) -> Iterator[None]:
    del site
    with wrapped(provider):
        yield


def test_a_citizen_signs_in(visitor: Visitor) -> None:
    page = visitor.sign_in(HOA, "/tai-khoan/")
    assert page.status_code == 200
    assert "mức 2: bạn làm được mọi việc" in page.text
    person = find_person(HOA["number"])
    assert person is not None and personal_number(person) == HOA["number"]
    assert (person.full_name, str(person.birth_date)) == (HOA["name"], HOA["birth_date"])
    account = SocialAccount.objects.get(user=person.user)
    assert HOA["number"] not in account.uid and account.extra_data == {}


def test_the_level_is_told_here_too(visitor: Visitor) -> None:
    assert "định danh mức 1" in visitor.sign_in(KY, "/tai-khoan/").text


def test_an_organisation_signs_in(visitor: Visitor) -> None:
    firm = ORGANISATIONS[1]
    account = {"number": firm["code"], "passcode": firm["accounts"][0]["passcode"]}
    assert firm["name"] in visitor.sign_in(account, "/tai-khoan/").text
    assert find_organisation(firm["code"]) is not None


def test_both_dialects_know_the_same_person(visitor: Visitor, provider: str) -> None:
    visitor.sign_in(PEOPLE[1])
    visitor.sign_out()
    with configured(provider):
        assert PEOPLE[1]["name"] in visitor.sign_in(PEOPLE[1], "/tai-khoan/").text
    person = find_person(PEOPLE[1]["number"])
    assert person is not None
    assert SocialAccount.objects.filter(user=person.user).count() == 2


def test_what_comes_by_way_of_the_browser_is_closed(visitor: Visitor) -> None:
    there = visitor.press(visitor.open("/dang-nhap/"), to="/dang-nhap/", tiep="/")
    asked = httpx.URL(there.headers["location"]).params
    assert asked["code_challenge_method"] == "S256" and len(asked["state"]) >= 16
    page = visitor.follow(there)
    page = visitor.send(page, number=HOA["number"], passcode=HOA["passcode"])
    back = visitor.press(page, to="/oidc/authorize", action="grant").headers["location"]
    carried = dict(pair.split("=", 1) for pair in back.partition("?")[2].split("&"))
    assert set(carried) == {"code", "encrypt_key", "state"}
    assert len(carried["encrypt_key"]) > 340


WRONG = {
    "other_encrypt_key": "Mã đăng nhập đã dùng rồi hoặc đã quá hạn.",
    "altered_code": "Mã đăng nhập đã dùng rồi hoặc đã quá hạn.",
    "other_wrap_key": "Không đọc được câu trả lời của VNeID.",
    "altered_wrap": "Không đọc được câu trả lời của VNeID.",
    "not_wrapped": "Không đọc được câu trả lời của VNeID.",
    "spent_code": "Mã đăng nhập đã dùng rồi hoặc đã quá hạn.",
    "wrong_state": "không bắt đầu từ trình duyệt này",
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_wrap_is_refused_and_the_next_sign_in_works(
    name: str, visitor: Visitor, fault: Arm
) -> None:
    fault(name)
    page = visitor.sign_in(HOA, "/tai-khoan/")
    assert page.status_code == 401
    assert WRONG[name] in page.text
    assert HOA["name"] not in visitor.open("/dang-xuat/").text
    assert HOA["name"] in visitor.sign_in(HOA, "/tai-khoan/").text


def test_the_way_back_serves_once_and_only_the_browser_that_left(
    visitor: Visitor, site: str
) -> None:
    address = visitor.prove(HOA).headers["location"]
    stranger = Visitor(site)
    assert stranger.open(address).status_code == 401
    assert visitor.open(address).status_code == 200
    stranger.http.cookies.update(visitor.http.cookies)
    assert stranger.open(address).status_code == 401
    stranger.close()


@pytest.mark.parametrize(
    ("speaking", "client", "sentence"),
    [
        (configured, "toantrinh-wrapped", "Mã đăng nhập đã dùng rồi hoặc đã quá hạn."),
        (wrapped, "toantrinh", "Không đọc được câu trả lời của VNeID."),
    ],
)
def test_the_other_dialect_is_refused_and_not_guessed(
    speaking: Callable[..., Any], client: str, sentence: str, visitor: Visitor, provider: str
) -> None:
    with speaking(provider, OIDC_CLIENT_ID=client):
        page = visitor.sign_in(HOA, "/tai-khoan/")
    assert page.status_code == 401
    assert sentence in page.text


def test_a_provider_without_a_description_is_told_by_hand(visitor: Visitor, provider: str) -> None:
    there = {
        "authorization_endpoint": f"{provider}/oidc/authorize",
        "token_endpoint": f"{provider}/oidc/token",
        "userinfo_endpoint": f"{provider}/oidc/userinfo",
    }
    with wrapped(provider, OIDC_ENDPOINTS=there):
        assert HOA["name"] in visitor.sign_in(HOA, "/tai-khoan/").text
        # Where it ends its session nobody said: only ours ends.
        assert str(visitor.sign_out().url).startswith(visitor.site)
    with wrapped(provider, OIDC_ENDPOINTS=there | {"token_endpoint": ""}):
        page = visitor.send(visitor.open("/dang-nhap/"), to="/dang-nhap/", tiep="/")
        assert page.status_code == 503

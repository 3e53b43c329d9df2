"""Citizens sign in over the wire, and what their provider may not do."""

import time
from collections.abc import Callable

import httpx
import pytest
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.test import override_settings

from tests.web.gate.serving import PEOPLE, configured
from tests.web.gate.visitor import Visitor
from toantrinh.journal.models import Event
from toantrinh.people.models import LoginKind, Person, User
from toantrinh.people.queries import find_person, personal_number, phone

HOA, DUC = PEOPLE[0], PEOPLE[1]
Arm = Callable[..., None]


def test_a_citizen_is_kept_at_the_first_visit(visitor: Visitor) -> None:
    page = visitor.sign_in(HOA, "/dang-xuat/")
    assert page.status_code == 200
    assert str(page.url).endswith("/dang-xuat/")
    assert HOA["name"] in page.text

    person = find_person(HOA["number"])
    assert person is not None and person.synthetic
    assert personal_number(person) == HOA["number"]
    assert phone(person) == HOA["phone"]
    assert (person.full_name, person.email) == (HOA["name"], HOA["email"])
    assert person.commune_code == HOA["commune_code"]
    user = person.user
    assert user is not None and user.kind == LoginKind.CITIZEN
    assert not user.has_usable_password()
    assert HOA["number"] not in user.username
    events = Event.objects.filter(stream=person.stream()).order_by("seq")
    assert [event.action for event in events] == ["register", "give_login"]


def test_the_library_keeps_nothing_but_the_subject(visitor: Visitor) -> None:
    visitor.sign_in(HOA)
    person = find_person(HOA["number"])
    assert person is not None
    account = SocialAccount.objects.get(user=person.user)
    assert account.extra_data == {}
    assert len(account.uid) == 40


def test_the_second_visit_is_the_same_person(visitor: Visitor, site: str) -> None:
    visitor.sign_in(DUC)
    other = Visitor(site)
    other.sign_in(DUC)
    other.close()
    assert Person.objects.filter(full_name=DUC["name"]).count() == 1
    assert User.objects.filter(person__full_name=DUC["name"]).count() == 1


SENTENCES = {
    "wrong_state": "không bắt đầu từ trình duyệt này",
    "spent_code": "Mã đăng nhập đã dùng rồi",
    "unavailable": "đang không trả lời",
    "expired": "Thẻ đăng nhập đã quá hạn",
    "other_audience": "cấp cho một trang khác",
    "other_issuer": "không phải do VNeID cấp",
    "wrong_nonce": "không thuộc về lần đăng nhập của bạn",
    "altered_signature": "không phải do VNeID cấp hoặc đã bị sửa",
    "unpublished_key": "không phải do VNeID cấp hoặc đã bị sửa",
    "other_subject": "hai người khác nhau",
}


@pytest.mark.parametrize("name", SENTENCES)
def test_a_lying_provider_is_refused_with_a_sentence(
    name: str, visitor: Visitor, fault: Arm
) -> None:
    fault(name)
    page = visitor.sign_in(HOA, "/dang-xuat/")
    assert page.status_code == (503 if name == "unavailable" else 401)
    assert SENTENCES[name] in page.text
    assert HOA["name"] not in visitor.open("/dang-xuat/").text
    # Nothing of it sticks: the next sign-in works.
    assert HOA["name"] in visitor.sign_in(HOA, "/dang-xuat/").text


def test_a_provider_that_changed_its_key_is_followed_and_an_unknown_key_is_not(
    visitor: Visitor, site: str, provider: str, fault: Arm
) -> None:
    def published() -> set[str]:
        told = httpx.get(f"{provider}/.well-known/jwks.json", trust_env=False).json()
        return {key["kid"] for key in told["keys"]}

    before = published()
    fault("rotated_key")
    assert HOA["name"] in visitor.sign_in(HOA, "/dang-xuat/").text
    assert not before & published()
    fault("unpublished_key")
    other = Visitor(site)
    page = other.sign_in(DUC)
    other.close()
    assert page.status_code == 401 and SENTENCES["unpublished_key"] in page.text


def test_a_provider_that_does_not_answer_in_time(visitor: Visitor, fault: Arm) -> None:
    fault("slow", seconds=8)
    with override_settings(SOCIALACCOUNT_REQUESTS_TIMEOUT=1):
        began = time.monotonic()
        page = visitor.sign_in(HOA)
    # The worker is free again before the provider has answered.
    assert time.monotonic() - began < 8
    assert page.status_code == 503
    assert "đang không trả lời" in page.text


def test_a_provider_that_is_gone(visitor: Visitor) -> None:
    with configured("http://127.0.0.1:9"):
        page = visitor.send(visitor.open("/dang-nhap/"), to="/dang-nhap/", tiep="/")
    assert page.status_code == 503
    assert "đang không trả lời" in page.text


def test_who_does_not_agree_is_back_at_the_start(visitor: Visitor) -> None:
    page = visitor.send(visitor.open("/dang-nhap/"), to="/dang-nhap/", tiep="/")
    page = visitor.send(page, number=HOA["number"], passcode=HOA["passcode"])
    page = visitor.send(page, to="/oidc/authorize", action="cancel")
    assert str(page.url).endswith("/dang-nhap/")
    assert page.status_code == 200


def test_the_way_back_serves_once_and_only_the_browser_that_left(
    visitor: Visitor, site: str
) -> None:
    back = visitor.prove(HOA)
    address = back.headers["location"]
    stranger = Visitor(site)
    assert stranger.open(address).status_code == 401
    stranger.close()
    assert visitor.open(address).url.path == "/"
    again = Visitor(site)
    again.http.cookies.update(visitor.http.cookies)
    assert again.open(address).status_code == 401
    again.close()


def test_another_standard_provider_works_by_configuration_alone(
    visitor: Visitor, provider: str
) -> None:
    claims = settings.OIDC_CLAIMS | {"number": "sub", "level": "acr"}
    with configured(provider, "openid profile", OIDC_CLAIMS=claims, OIDC_NAME="Một nơi khác"):
        page = visitor.sign_in(PEOPLE[2], "/dang-xuat/")
    assert PEOPLE[2]["name"] in page.text
    assert find_person(PEOPLE[2]["number"]) is None


def test_a_citizen_without_a_number_is_refused(visitor: Visitor, provider: str) -> None:
    with configured(provider, "openid profile"):
        page = visitor.sign_in(PEOPLE[3])
    assert page.status_code == 401
    assert "không cho biết số định danh" in page.text


def test_the_request_carries_pkce_state_and_nonce(visitor: Visitor, provider: str) -> None:
    page = visitor.open("/dang-nhap/")
    there = httpx.URL(visitor.press(page, to="/dang-nhap/", tiep="/").headers["location"])
    assert str(there).startswith(f"{provider}/oidc/authorize")
    asked = there.params
    assert asked["code_challenge_method"] == "S256"
    assert len(asked["nonce"]) >= 32
    assert len(asked["state"]) >= 16
    assert asked["response_type"] == "code"


def test_signing_out_ends_the_providers_session_too(visitor: Visitor, provider: str) -> None:
    visitor.sign_in(HOA)
    assert HOA["name"] in visitor.open(f"{provider}/").text
    page = visitor.sign_out()
    assert str(page.url).startswith(visitor.site)
    assert HOA["name"] not in visitor.open("/dang-xuat/").text
    assert HOA["name"] not in visitor.open(f"{provider}/").text


def test_a_subject_that_was_somebody_elses_is_refused(visitor: Visitor, site: str) -> None:
    visitor.sign_in(HOA)
    duc = Visitor(site)
    duc.sign_in(DUC)
    duc.close()
    mother, father = find_person(HOA["number"]), find_person(DUC["number"])
    assert mother is not None and father is not None
    theirs = SocialAccount.objects.get(user=mother.user)
    theirs.user = father.user
    theirs.save()
    other = Visitor(site)
    page = other.sign_in(HOA)
    other.close()
    theirs.user = mother.user
    theirs.save()
    assert page.status_code == 409
    assert "đã gắn với một người khác" in page.text

"""Sign-in with an organisation's account, over the wire, and the choice for whom to act."""

from types import SimpleNamespace
from typing import Any

import pytest
from allauth.socialaccount.models import SocialAccount

from tests.web.gate.serving import ORGANISATIONS, PEOPLE, configured
from tests.web.gate.visitor import Visitor
from toantrinh.kernel.actors import SYSTEM
from toantrinh.kernel.time import today
from toantrinh.people.actions import end_representation
from toantrinh.people.models import Organisation, Representation
from toantrinh.people.queries import find_organisation, find_person
from toantrinh.web.gate import accounts, identity
from toantrinh.web.gate.identity import Unproven

FIRM = ORGANISATIONS[0]
_BY_NUMBER = {person["number"]: person for person in PEOPLE}


def account(place: int = 0) -> dict[str, Any]:
    """The firm's account in somebody's hands, as the sign-in page asks for it."""
    hands = FIRM["accounts"][place]
    number = FIRM["code"] + (f".{place + 1}" if place else "")
    return {"number": number, "passcode": hands["passcode"]}


def human(place: int = 0) -> dict[str, Any]:
    return _BY_NUMBER[FIRM["accounts"][place]["person"]]


def kept() -> Organisation:
    found = find_organisation(FIRM["code"])
    assert found is not None
    return found


def test_an_organisation_is_kept_and_who_acts_for_it(visitor: Visitor) -> None:
    page = visitor.sign_in(account(), "/tai-khoan/")
    assert page.status_code == 200
    assert "Bạn đang làm việc cho <b>Công ty TNHH Dệt may Gió Lành</b>" in page.text
    firm, person = kept(), find_person(human()["number"])
    assert (firm.name, firm.synthetic) == (FIRM["name"], True)
    assert person is not None and person.full_name == human()["name"]
    held = Representation.objects.get(organisation=firm, person=person)
    assert (held.valid_from, held.valid_to) == (today(), None)


def test_one_chooses_for_whom_to_act_and_goes_on(visitor: Visitor) -> None:
    page = visitor.sign_in(account(), "/tai-khoan/")
    assert FIRM["name"] in visitor.open("/ho-so/").text
    page = visitor.send(page, to="/tai-khoan/tu-cach/", cho="toi")
    assert "Bạn đang làm việc cho chính mình" in page.text
    assert FIRM["name"] not in visitor.open("/ho-so/").text
    page = visitor.send(page, to="/tai-khoan/tu-cach/", cho="to-chuc")
    assert "Bạn đang làm việc cho <b>" in page.text


def test_two_people_use_one_account_each_with_a_login(visitor: Visitor, site: str) -> None:
    visitor.sign_in(account())
    other = Visitor(site)
    other.sign_in(account(1))
    other.close()
    names = {each.person.full_name for each in kept().representations.select_related("person")}
    assert names == {human()["name"], human(1)["name"]}
    assert Organisation.objects.filter(tax_code=FIRM["code"]).count() == 1


def test_a_person_s_own_account_does_not_act_for_the_organisation(visitor: Visitor) -> None:
    visitor.sign_in(account())
    visitor.sign_out()
    page = visitor.sign_in(human(), "/tai-khoan/")
    assert "mức 2: bạn làm được mọi việc" in page.text
    token = {"csrfmiddlewaretoken": visitor.http.cookies["tt_csrf"], "cho": "to-chuc"}
    refused = visitor.http.post("/tai-khoan/tu-cach/", data=token)
    assert refused.status_code == 403
    assert "không phải bằng tài khoản của tổ chức" in refused.text


def test_who_no_longer_acts_for_it_is_themselves_at_once(visitor: Visitor) -> None:
    visitor.sign_in(account(1), "/tai-khoan/")
    held = Representation.objects.get(
        organisation=kept(), person__full_name=human(1)["name"], valid_to__isnull=True
    )
    end_representation(held, actor=SYSTEM)
    assert "Bạn đang làm việc cho" in visitor.open("/tai-khoan/").text
    # It held until the end of the day; as on the next day:
    Representation.objects.filter(pk=held.pk).update(valid_from="2026-01-01", valid_to="2026-01-02")
    page = visitor.open("/tai-khoan/")
    assert "Bạn đang làm việc cho" not in page.text
    assert human(1)["name"] in page.text


def test_a_new_name_is_taken_over(visitor: Visitor) -> None:
    visitor.sign_in(account())
    Organisation.objects.filter(tax_code=FIRM["code"]).update(name="Tên cũ")
    visitor.sign_out()
    visitor.sign_in(account())
    assert kept().name == FIRM["name"]


def test_an_account_without_the_scope_names_nobody(visitor: Visitor, provider: str) -> None:
    with configured(provider, "openid profile"):
        page = visitor.sign_in(account())
    assert page.status_code == 401
    assert "không cho biết số định danh" in page.text


def test_the_same_subject_in_two_hands_is_two_logins(site: str) -> None:
    """Another provider may give an organisation one subject, whoever uses it."""
    del site
    found = []
    for person in (PEOPLE[4], PEOPLE[5]):
        told = {
            "personal_number": person["number"],
            "name": person["name"],
            "organisation_code": FIRM["code"],
            "organisation_name": FIRM["name"],
        }
        login = SimpleNamespace(account=SocialAccount(provider="vneid", uid="one-for-all"))
        held = accounts.admit(login, identity.read(told))
        assert held is not None and held.person.full_name == person["name"]
        found.append(login.user)
    assert found[0] != found[1]


@pytest.mark.parametrize("code", ["0100109107", "Công ty X", ""])
def test_an_organisation_that_cannot_be_is_refused(code: str) -> None:
    told = {"personal_number": "003194000137", "name": "Nguyễn Thị Hòa"}
    with pytest.raises(Unproven, match="mã số thuế không đúng"):
        identity.read(told | {"organisation_code": code, "organisation_name": "Công ty X"})


def test_a_citizen_may_have_a_tax_code_of_their_own() -> None:
    told = {"personal_number": "003194000137", "name": "Nguyễn Thị Hòa"}
    assert identity.read(told | {"organisation_code": "0100109106"}).organisation_code == ""

"""A second signer at the citizens' door: asked, seeing, answering; by pages and in a browser."""

from collections.abc import Iterator

import pytest
from django.test import Client
from playwright.sync_api import Browser

from tests import players as p
from tests.agreed import all_agree, signer_of
from tests.authored import answers_for
from tests.web.chromium import browser, look_at_both, served, windows
from tests.web.portal.conftest import Citizen, enter
from toantrinh.catalogue.queries import find_procedure, version_in_force
from toantrinh.dossiers import actions, agreeing
from toantrinh.dossiers.models import Channel, Dossier
from toantrinh.journal.models import Access
from toantrinh.people.models import Person

__all__ = ["browser"]
MARRIAGE, PARTNER = "1.000894", "partner"


def marriage(who: p.Players) -> tuple[Dossier, Person]:
    """A draft of the bride's, and the groom."""
    version = version_in_force(find_procedure(MARRIAGE))
    dossier = actions.start(
        version, actor=who.mother, applicant=who.cast.mother, channel=Channel.ONLINE
    )
    actions.save_draft(dossier, actor=who.mother, answers=answers_for(version.read))
    content, answers = agreeing.kept(dossier)
    (stand,) = agreeing.stands(dossier, content, answers)
    return dossier, signer_of(stand)


@pytest.mark.django_db
def test_asked_seen_and_agreed(citizen: Citizen) -> None:
    dossier, groom = marriage(citizen.who)
    review, page = f"/ho-so/{dossier.pk}/xem-lai/", f"/xac-nhan/{dossier.pk}/{PARTNER}/"
    other = enter(groom)
    assert "Mời xác nhận" in citizen.client.get(review).content.decode()
    assert f"/ho-so/{dossier.pk}/nop/" not in citizen.client.get(review).content.decode()
    assert other.get(page).status_code == 404
    assert page not in other.get("/xac-nhan/").content.decode()

    citizen.client.post(f"/ho-so/{dossier.pk}/moi-xac-nhan/{PARTNER}/")
    assert page in other.get("/xac-nhan/").content.decode()
    shown = other.get(page)
    assert citizen.person.full_name in shown.content.decode()
    look = Access.objects.get(page="portal/agreement")
    assert (look.basis, look.persons) == ("agreement", [citizen.person.pk])
    assert f"answers.{PARTNER}" in look.fields

    seen = shown.context["digest"]
    for wrong in ("", "zz", "00" * 32):
        refused = other.post(page, {"answer": "agree", "seen": wrong})
        assert refused.status_code == 409
    silent = other.post(page, {"answer": "decline", "seen": seen})
    assert "Cần nêu lý do" in silent.content.decode()
    assert other.post(page, {"answer": "agree", "seen": seen})["Location"] == "/xac-nhan/"
    assert "Đã đồng ý" in citizen.client.get(review).content.decode()
    assert citizen.client.post(f"/ho-so/{dossier.pk}/nop/")["Location"].endswith("/bien-nhan/")
    # Handed in: there is nothing to agree to any more.
    assert other.get(page).status_code == 404


@pytest.mark.django_db
def test_a_supplement_is_kept_until_they_agree(citizen: Citizen) -> None:
    dossier, groom = marriage(citizen.who)
    all_agree(dossier, actor=citizen.who.mother)
    actions.submit(dossier, actor=citizen.who.mother)
    actions.ask_supplement(
        dossier, actor=citizen.who.reception, missing=["man_times"], reason="Xem lại."
    )
    page = f"/ho-so/{dossier.pk}/bo-sung/"
    waits = citizen.client.post(page, {"man_times": "2"})
    assert waits.status_code == 422
    assert "Mời xác nhận" in waits.content.decode()
    # What was typed is kept here, not in the page.
    assert 'value="2"' in citizen.client.get(page).content.decode()

    citizen.client.post(f"/ho-so/{dossier.pk}/moi-xac-nhan/{PARTNER}/")
    other, answer = enter(groom), f"/xac-nhan/{dossier.pk}/{PARTNER}/"
    seen = other.get(answer).context["digest"]
    other.post(answer, {"answer": "agree", "seen": seen})
    assert citizen.client.post(page, {"man_times": "3"}).status_code == 422
    citizen.client.post(f"/ho-so/{dossier.pk}/moi-xac-nhan/{PARTNER}/")
    seen = other.get(answer).context["digest"]
    other.post(answer, {"answer": "agree", "seen": seen})
    assert citizen.client.post(page, {"man_times": "3"})["Location"] == f"/ho-so/{dossier.pk}/"


@pytest.fixture(scope="module")
def house(module_database: str) -> Iterator[str]:
    del module_database
    with served() as site:
        yield site


@pytest.mark.browser
def test_the_other_agrees_by_keys_on_a_small_screen(house: str, browser: Browser) -> None:
    who = p.players()
    dossier, groom = marriage(who)
    mother, other = enter(who.cast.mother), enter(groom)
    page_of_hers = f"/ho-so/{dossier.pk}/xem-lai/"
    with windows(browser, house) as opened:
        look_at_both(opened, page_of_hers, "portal-agreement-review", whose=mother)
        hers = opened.open(360, whose=mother)
        hers.goto(page_of_hers)
        hers.get_by_role("button", name="Mời xác nhận").press("Enter")
        hers.get_by_text("Đang chờ xác nhận").wait_for()
        look_at_both(opened, "/xac-nhan/", "portal-agreements", whose=other)
        where = f"/xac-nhan/{dossier.pk}/{PARTNER}/"
        look_at_both(opened, where, "portal-agreement", whose=other)
        his = opened.open(360, whose=other)
        his.goto("/xac-nhan/")
        his.get_by_role("link", name="Đăng ký kết hôn").press("Enter")
        his.get_by_role("button", name="Tôi đồng ý").press("Enter")
        his.get_by_text("Đã ghi câu trả lời của bạn.").wait_for()
        hers.reload()
        hers.get_by_role("button", name="Nộp hồ sơ").wait_for()


def test_nobody_is_shown_anything_without_signing_in(db: None) -> None:
    assert Client().get("/xac-nhan/").status_code == 302

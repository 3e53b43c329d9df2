"""What an answer changes in a form, the server works out: shown at once, or by the next page."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from playwright.sync_api import Browser

from tests import players as p
from tests.web.chromium import Windows, browser, look_at_both, served, windows
from tests.web.portal.conftest import Citizen, enter
from toantrinh.dossiers.answers import draft_answers
from toantrinh.dossiers.models import Dossier, Draft

__all__ = ["browser"]
_SMALL = 3 * 1024


@pytest.mark.django_db
def test_the_server_says_what_is_asked_and_keeps_nothing(citizen: Citizen, draft: Dossier) -> None:
    here = f"/ho-so/{draft.pk}/to-khai/father/"
    page = citizen.client.get(here)
    before = Draft.objects.get(pk=draft.pk)
    hidden = {name: page.context[name] for name in ("asked", "seen", "sheet")}
    typed = {**hidden, "father_known": "no", "father_name": "Trần Văn Mới"}
    part = citizen.client.post(here, typed, headers={"X-Part": "form"})
    assert (part.status_code, part.context["asked"]) == (200, "father_known")
    assert "<html" not in part.text
    again = citizen.client.post(
        here, {**typed, "asked": "father_known", "father_known": "yes"}, headers={"X-Part": "form"}
    )
    assert "father_birth_year" in again.context["asked"].split()
    assert 'value="Trần Văn Mới"' in again.text
    after = Draft.objects.get(pk=draft.pk)
    assert (after.saved, bytes(after.sealed)) == (before.saved, bytes(before.sealed))
    after.dossier = draft
    assert draft_answers(after)["father_known"] != "no"
    stranger = Client().post(here, typed, headers={"X-Part": "form"})
    assert stranger.status_code == 302


def test_the_script_is_small() -> None:
    found = finders.find("portal/form.js")
    assert isinstance(found, str)
    with open(found, "rb") as script:  # noqa: PTH123 (finders give a plain text)
        assert len(script.read()) <= _SMALL


@dataclass(frozen=True)
class World:
    mother: Client
    page: str


@pytest.fixture(scope="module")
def house(module_database: str) -> Iterator[str]:
    del module_database
    with served() as site:
        yield site


@pytest.fixture(scope="module")
def world(house: str) -> World:
    del house
    who = p.players()
    return World(enter(who.cast.mother), f"/ho-so/{p.drafted(who).pk}/to-khai/mother/")


@pytest.fixture
def opened(house: str, browser: Browser) -> Iterator[Windows]:
    with windows(browser, house) as ready:
        yield ready


@pytest.mark.browser
def test_an_answer_changes_the_form_at_once_and_typing_goes_on(
    opened: Windows, world: World
) -> None:
    page = opened.open(360, whose=world.mother)
    page.goto(world.page)
    name, no, yes = (
        page.locator("#id_mother_name"),
        page.locator("[name=mother_known][value=no]"),
        page.locator("[name=mother_known][value=yes]"),
    )
    name.fill("Nguyễn Thị Đổi")
    no.check()
    name.wait_for(state="detached")
    assert no.is_checked()
    assert page.evaluate("document.activeElement.name") == "mother_known"
    yes.check()
    name.wait_for(state="visible")
    # What was typed before the question went is there again, although nothing was saved.
    assert name.input_value() == "Nguyễn Thị Đổi"
    name.focus()
    page.keyboard.press("End")
    page.keyboard.type(" mới")
    assert name.input_value() == "Nguyễn Thị Đổi mới"
    look_at_both(opened, world.page, "form-part", whose=world.mother)


@pytest.mark.browser
def test_without_a_script_the_next_page_shows_it(opened: Windows, world: World) -> None:
    page = opened.open(360, whose=world.mother, javascript=False)
    page.goto(world.page)
    page.locator("[name=mother_known][value=no]").check()
    page.get_by_role("button", name="Tiếp tục").first.press("Enter")
    page.goto(world.page)
    assert page.locator("#id_mother_name").count() == 0

"""Every procedure that ships with the house as its citizen and its officer see it."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.test import Client
from playwright.sync_api import Browser

from tests import players as p
from tests.agreed import all_agree
from tests.authored import answers_for, officer_of
from tests.signed_in import officer_client
from tests.web.chromium import SCREENS, WIDTHS, axe, browser, picture, served, sticking_out, windows
from tests.web.portal.conftest import enter
from toantrinh.catalogue.authored import FOLDER
from toantrinh.catalogue.forms import asked_papers, page_asked
from toantrinh.catalogue.queries import find_procedure, version_in_force
from toantrinh.command.story import certificate
from toantrinh.documents.actions import store_upload
from toantrinh.documents.queries import content_of
from toantrinh.dossiers import actions, attaching
from toantrinh.dossiers.models import Channel, Dossier
from toantrinh.dossiers.results import issue_result
from toantrinh.kernel.time import wall
from toantrinh.people.queries import as_applicant, as_officer

__all__ = ["browser"]
pytestmark = [pytest.mark.browser, pytest.mark.slow]
# Those that others look at in files of their own.
_ELSEWHERE = {"1.001193", "2.000986"}
CODES = sorted({place.parent.name for place in FOLDER.glob("*/procedure.yaml")} - _ELSEWHERE)


@dataclass(frozen=True)
class Case:
    """A procedure's dossiers, and who looks at them."""

    draft: Dossier
    done: Dossier
    pages: tuple[str, ...]
    citizen: Client
    officer: Client


@pytest.fixture(scope="module")
def house(module_database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the house over a database of this file's own."""
    del module_database
    with served(FILE_FOLDER=tmp_path_factory.mktemp("files")) as site:
        yield site


def _case(code: str) -> Case:
    who = p.players()
    citizen = as_applicant(who.cast.mother, 2)
    version = version_in_force(find_procedure(code))
    given = answers_for(version.read)
    made = []
    for _one in range(2):
        dossier = actions.start(
            version, actor=citizen, applicant=who.cast.mother, channel=Channel.ONLINE
        )
        actions.save_draft(dossier, actor=citizen, answers=given)
        for key in asked_papers(version.read, given):
            file = store_upload(certificate(), actor=citizen, key=dossier.key)
            attaching.attach(dossier, actor=citizen, key=key, file=file, label="giấy.pdf")
        made.append(dossier)
    draft, done = made
    all_agree(done, actor=citizen)
    actions.submit(done, actor=citizen)
    done.refresh_from_db()
    assert done.agency is not None
    assert done.desk is not None
    reception = as_officer(officer_of(done.desk, "reception"), wall())
    specialist = officer_of(done.agency, "specialist")
    working = as_officer(specialist, wall())
    leader = as_officer(officer_of(done.agency, "leader"), wall())
    actions.accept(done, actor=reception)
    actions.assign(done, actor=working, officer=specialist.officer)
    actions.propose(done, actor=working)
    actions.approve(done, actor=leader)
    issue_result(done)
    pages = tuple(page.key for page in version.read.pages if page_asked(page, given))
    done.refresh_from_db()
    return Case(draft, done, pages, enter(who.cast.mother), officer_client(specialist))


@pytest.mark.parametrize("code", CODES)
def test_it_reads_well(code: str, house: str, browser: Browser) -> None:
    case = _case(code)
    citizens = {
        "procedure": f"/thu-tuc/{code}/",
        **{f"form-{key}": f"/ho-so/{case.draft.pk}/to-khai/{key}/" for key in case.pages},
        "papers": f"/ho-so/{case.draft.pk}/giay-to/",
        "review": f"/ho-so/{case.draft.pk}/xem-lai/",
    }
    with windows(browser, house) as opened:
        page = opened.open(360, whose=case.citizen, bypass_csp=True)
        for name, path in citizens.items():
            answer = page.goto(path)
            assert answer is not None and answer.ok, (name, answer and answer.status)
            picture(page, f"authored-{code}-{name}-360")
            axe(page, name)
            assert sticking_out(page) == [], name
        for width in WIDTHS:
            desk = opened.open(width, whose=case.officer, bypass_csp=True)
            answer = desk.goto(f"/can-bo/ho-so/{case.done.code}/")
            assert answer is not None and answer.ok, answer and answer.status
            picture(desk, f"authored-{code}-desk-{width}")
            axe(desk, "desk")
            assert sticking_out(desk) == []
    assert case.done.result is not None
    _page_as_picture(content_of(case.done.result.file), SCREENS / f"authored-{code}-result")


def _page_as_picture(pdf: bytes, place: Path) -> None:
    """The result's first page, for human eyes, where the machine can make one."""
    program = shutil.which("pdftoppm")
    if program and not os.environ.get("TOANTRINH_NO_PICTURES"):
        SCREENS.mkdir(parents=True, exist_ok=True)
        wanted = [program, "-r", "60", "-png", "-singlefile", "-", str(place)]
        subprocess.run(wanted, input=pdf, capture_output=True, check=True)

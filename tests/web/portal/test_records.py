"""All published procedures: their pages are light, and each can be applied for.

`TOANTRINH_RECORDS` names the archive, folder or file.
"""

import gzip

import pytest
from django.test import Client

from tests import players as p
from tests.web.portal.conftest import enter
from toantrinh.catalogue.general_form import with_form
from toantrinh.catalogue.models import Procedure, Version
from toantrinh.web.gate.throttle import turnstile
from toantrinh.web.portal.papers import PapersForm
from toantrinh.web.portal.procedure_words import facts, leaves
from toantrinh.web.portal.questions import PageForm

pytestmark = [pytest.mark.records, pytest.mark.slow]
KB = 1024
SAMPLE = 200


@pytest.fixture(scope="module")
def imported(national_database: str) -> int:
    """How many procedures there are once the national records are read."""
    del national_database
    return Procedure.objects.count()


@pytest.fixture
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody is told to wait: one mother opens here what a province opens in a day."""
    monkeypatch.setattr(turnstile, "wait", lambda name, per_minute: 0)


@pytest.mark.usefixtures("unhurried")
def test_a_sample_opens_and_begins(imported: int) -> None:
    assert imported > 4_000
    codes = list(Procedure.objects.order_by("code").values_list("code", flat=True))
    client, anyone = enter(p.players().cast.mother), Client()
    heaviest = 0
    for code in codes[:: max(1, len(codes) // SAMPLE)]:
        page = anyone.get(f"/thu-tuc/{code}/")
        assert page.status_code == 200, code
        heaviest = max(heaviest, len(gzip.compress(page.content)))
        begun = client.post(f"/thu-tuc/{code}/nop/")
        assert begun.status_code == 302, code
        first = client.get(begun["Location"])
        assert first.status_code == 200, code
        assert 'name="applicant_name"' in first.content.decode(), code
    assert heaviest <= 12 * KB


@pytest.mark.usefixtures("unhurried")
def test_the_heaviest_pages_stay_light(imported: int) -> None:
    del imported
    client, anyone = enter(p.players().cast.mother), Client()
    by_papers = sorted(
        Version.objects.select_related("procedure").defer("raw").iterator(),
        key=lambda version: -len(str(version.content)),
    )
    for version in by_papers[:12]:
        code = version.procedure.code
        page = anyone.get(f"/thu-tuc/{code}/")
        assert len(gzip.compress(page.content)) <= 12 * KB, code
        whole = anyone.get(f"/thu-tuc/{code}/toan-van/")
        assert len(gzip.compress(whole.content)) <= 12 * KB, code
        begun = client.post(f"/thu-tuc/{code}/nop/")["Location"]
        papers = client.get(begun.replace("to-khai/applicant", "giay-to"))
        assert papers.status_code == 200
        assert len(gzip.compress(papers.content)) <= 14 * KB, code


def test_every_version_can_be_told_and_filled_in(imported: int) -> None:
    del imported
    read = 0
    for version in Version.objects.defer("raw").iterator():
        content = with_form(version.read)
        assert facts(content)["ways"] is not None
        assert "".join(line for leaf in leaves(content) for line in leaf.lines).startswith(
            "".join(content.steps)[:200]
        )
        for form_page in content.pages:
            assert list(PageForm(form_page.fields, {}))
        assert len(list(PapersForm(list(content.papers), []))) == len(content.papers) + 1
        read += 1
    assert read > 4_000

"""A draft of a citizen when other rules come: told in words, all that was typed still there."""

import pytest

from tests import players as p
from tests.dossiers.test_renewing import changed
from tests.publishing import publish
from tests.web.portal.conftest import Citizen
from toantrinh.catalogue.authored import Authored
from toantrinh.catalogue.content import ProcedureContent
from toantrinh.dossiers.models import Dossier
from toantrinh.kernel.actors import SYSTEM
from toantrinh.kernel.time import today

pytestmark = pytest.mark.django_db


def test_what_changed_is_told_and_nothing_typed_is_lost(citizen: Citizen, draft: Dossier) -> None:
    here, client = f"/ho-so/{draft.pk}", citizen.client
    assert client.get(f"{here}/ban-moi/")["Location"] == f"{here}/to-khai/"
    origin = str(p.whole_answers(citizen.who)["child_origin"])
    # A page that was open before keeps what is typed on it, whichever version asks now.
    page = client.get(f"{here}/to-khai/delivery/")
    changed()
    hidden = {name: page.context[name] for name in ("asked", "seen", "sheet")}
    kept = client.post(
        f"{here}/to-khai/delivery/", {**hidden, "result_delivery": "desk", "copies": "3"}
    )
    assert kept["Location"] == f"{here}/giay-to/"

    for address in (f"{here}/to-khai/", f"{here}/xem-lai/"):
        assert client.get(address)["Location"] == f"{here}/ban-moi/"
    assert client.post(f"{here}/nop/")["Location"] == f"{here}/ban-moi/"
    told = client.get(f"{here}/ban-moi/").text
    for words in ("Hỏi thêm: Tên ở nhà", "Không còn hỏi nữa", "Quê quán", origin):
        assert words in told
    english = client.get(f"{here}/ban-moi/", headers={"Accept-Language": "en"}).text
    assert "Asked anew: Tên ở nhà" in english

    assert client.post(f"{here}/ban-moi/")["Location"] == f"{here}/to-khai/applicant/"
    assert 'value="3"' in client.get(f"{here}/to-khai/delivery/").text
    page = client.get(f"{here}/to-khai/applicant/")
    assert "nickname" in page.context["asked"].split()
    assert str(p.whole_answers(citizen.who)["applicant_name"]) in page.text
    review = client.get(f"{here}/xem-lai/").text
    assert "Không còn hỏi nữa" in review
    assert origin in review
    draft.refresh_from_db()
    assert client.post(f"{here}/ban-moi/")["Location"] == f"{here}/to-khai/"


def test_an_answer_that_fits_no_longer_is_shown_to_be_mended(
    citizen: Citizen, draft: Dossier
) -> None:
    said = draft.version.read.model_dump(mode="json", exclude_defaults=True)
    for page in said["pages"]:
        for field in page["fields"]:
            if field["key"] == "child_birth_place":
                field["kind"] = "number"
    content = ProcedureContent.model_validate({**said, "steps": ["Khác"], "fees": []})
    publish(Authored(today(), content), actor=SYSTEM)
    here = f"/ho-so/{draft.pk}"
    assert "Cần xem lại: Nơi sinh" in citizen.client.get(f"{here}/ban-moi/").text
    onward = citizen.client.post(f"{here}/ban-moi/")["Location"]
    assert onward == f"{here}/to-khai/child/"
    typed = str(p.whole_answers(citizen.who)["child_birth_place"])
    assert typed in citizen.client.get(onward).text
    assert citizen.client.post(f"{here}/nop/")["Location"] == f"{here}/xem-lai/"

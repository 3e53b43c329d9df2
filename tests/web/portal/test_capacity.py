"""What a sign-in is enough for, told before and after; and handing in for an organisation."""

import pytest

from tests import players as p
from tests.web.portal.conftest import Citizen, enter
from toantrinh.command.story import PROCEDURE
from toantrinh.dossiers import actions, attaching
from toantrinh.dossiers.models import Dossier
from toantrinh.kernel.actors import SYSTEM
from toantrinh.people.actions import register_organisation, represent
from toantrinh.people.queries import as_representative
from toantrinh.web.gate.visiting import FOR_ORGANISATION, REPRESENTATION

pytestmark = pytest.mark.django_db
LACKING = "nộp thì cần tài khoản định danh mức 2"


def test_level_one_is_told_before_and_nothing_is_lost(citizen: Citizen, draft: Dossier) -> None:
    low = enter(citizen.person, level=1)
    assert LACKING in low.get(f"/thu-tuc/{PROCEDURE}/").content.decode()
    page = low.get(f"/ho-so/{draft.pk}/xem-lai/").content.decode()
    assert LACKING in page
    assert f"/ho-so/{draft.pk}/nop/" not in page
    assert "Công an xã" in low.get("/tai-khoan/").content.decode()

    refused = low.post(f"/ho-so/{draft.pk}/nop/")
    assert refused.status_code == 403
    assert "Cần tài khoản định danh mức cao hơn" in refused.content.decode()
    assert "cần tài khoản định danh mức 2, còn bạn đăng nhập bằng mức 1" in refused.content.decode()
    draft.refresh_from_db()
    assert draft.state == "draft"

    handed_in = enter(citizen.person, level=2).post(f"/ho-so/{draft.pk}/nop/")
    assert handed_in["Location"] == f"/ho-so/{draft.pk}/bien-nhan/"


def test_level_one_keeps_what_was_typed_for_a_supplement(citizen: Citizen) -> None:
    dossier = p.submitted(citizen.who)
    actions.ask_supplement(
        dossier, actor=citizen.who.reception, missing=["child_name"], reason="Tên chưa rõ."
    )
    low = enter(citizen.person, level=1)
    answer = low.post(f"/ho-so/{dossier.pk}/bo-sung/", {"child_name": "Lê Minh Ân"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "cần tài khoản định danh mức 2" in page
    assert "Lê Minh Ân" in page


def test_what_is_handed_in_for_an_organisation_is_the_organisation_s(citizen: Citizen) -> None:
    firm = register_organisation(
        actor=SYSTEM, tax_code="0030002220", name="Công ty TNHH Gió Lành", synthetic=True
    )
    held = represent(citizen.person, firm, actor=SYSTEM)
    session = citizen.client.session
    session.update({REPRESENTATION: str(held.pk), FOR_ORGANISATION: True})
    session.save()
    page = citizen.client.get(f"/thu-tuc/{PROCEDURE}/").content.decode()
    assert "Bạn nộp cho tổ chức: <b>Công ty TNHH Gió Lành</b>" in page
    begun = citizen.client.post(f"/thu-tuc/{PROCEDURE}/nop/")["Location"]
    dossier = Dossier.objects.get(organisation=firm)
    assert str(dossier.pk) in begun
    actor = as_representative(held)
    actions.save_draft(dossier, actor=actor, answers=p.whole_answers(citizen.who))
    attaching.attach(
        dossier, actor=actor, key="giay_chung_sinh", file=p.paper_file(), label="giấy.pdf"
    )
    citizen.client.post(f"/ho-so/{dossier.pk}/nop/")
    receipt = citizen.client.get(f"/ho-so/{dossier.pk}/bien-nhan/").content.decode()
    assert "Công ty TNHH Gió Lành" in receipt

    # For themselves, the same person has nothing to do with it.
    assert enter(citizen.person).get(f"/ho-so/{dossier.pk}/").status_code == 404

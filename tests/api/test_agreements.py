"""A couple whose programs file, decline, agree and hand in."""

import pytest

from tests import players as p
from tests.agreed import signer_of
from tests.api.test_views import Program
from tests.authored import answers_for
from toantrinh.catalogue.queries import find_procedure, version_in_force
from toantrinh.dossiers import agreeing
from toantrinh.dossiers.models import Dossier
from toantrinh.journal.models import Access

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_files")]


def test_a_draft_waits_for_a_word_and_is_handed_in() -> None:
    who = p.players()
    version = version_in_force(find_procedure("1.000894"))
    application = {"procedure": "1.000894", "answers": answers_for(version.read)}
    bride = Program(who.cast.mother)
    refused = bride.post("dossiers", application)
    assert refused.status_code == 422
    assert [one["field"] for one in refused.json()["problems"]] == ["partner"]
    made = bride.post("drafts", application, **{"Idempotency-Key": "1"})
    assert made.status_code == 201, made.text
    # The line broke before the answer came.
    again = bride.post("drafts", application, **{"Idempotency-Key": "1"})
    assert (again.status_code, again.json()) == (200, made.json())
    assert [one["standing"] for one in made.json()["agreements"]] == ["asked"]
    draft = made.json()["id"]
    assert bride.post(f"drafts/{draft}/submit").status_code == 422
    content, answers = agreeing.kept(Dossier.objects.get(pk=draft))
    (stand,) = agreeing.stands(Dossier.objects.get(pk=draft), content, answers)
    groom = Program(signer_of(stand))
    (asked,) = groom.get("agreements").json()
    assert asked["answers"] == {}
    page = f"agreements/{draft}/{asked['question']}"
    shown = groom.get(page).json()
    assert shown["answers"]["man_name"] == answers["man_name"]
    look = Access.objects.order_by("-at").first()
    assert look is not None and "answers.man_name" in look.fields
    assert bride.get(page).status_code == 404
    no = groom.post(page, {"agrees": False, "seen": shown["seen"]})
    assert no.status_code == 422 and no.json()["field"] == "reason"
    assert groom.post(page, {"agrees": True, "seen": "zz"}).status_code == 422
    assert groom.post(page, {"agrees": True, "seen": "0" * 64}).status_code == 409
    no = groom.post(page, {"agrees": False, "seen": shown["seen"], "reason": "Sai ngày"})
    assert no.json()["standing"] == "declined"
    again = bride.post(f"drafts/{draft}/ask_agreement")
    assert [one["standing"] for one in again.json()["agreements"]] == ["asked"]
    yes = groom.post(page, {"agrees": True, "seen": shown["seen"]})
    assert yes.json()["standing"] == "agreed"
    code = bride.post(f"drafts/{draft}/submit").json()["code"]
    assert Dossier.objects.get(pk=draft).code == code

"""Mẫu 01 names who handed in, and below them whose wish it is and by which mandate."""

from typing import Any, cast

import pytest

from tests import players as p
from tests.documents.test_letters import shown
from tests.dossiers.test_standing_in import _begun, _handed_in
from tests.mandates import people as who
from toantrinh.documents.letters import render
from toantrinh.dossiers import actions, attaching
from toantrinh.dossiers.models import Dossier
from toantrinh.dossiers.promise import promise
from toantrinh.kernel.time import today
from toantrinh.mandates import actions as mandates

pytestmark = pytest.mark.django_db


def _promised(dossier: Dossier) -> tuple[dict[str, Any], str]:
    received = actions.accept(dossier, actor=p.players().reception)
    fields = promise(received)
    page = shown(render("receipt", {"agency": "UBND", "date": today(), **fields}))
    page = "".join(page.split())
    return cast("dict[str, Any]", fields), page


def test_a_holder_stands_first_and_the_grantor_as_authoriser() -> None:
    mandate = who.granted()
    fields, page = _promised(_handed_in(mandate, who.acting(who.GRANDMOTHER)))
    assert (fields["applicant"], fields["applicant_number"]) == who.GRANDMOTHER[:2]
    authoriser = fields["authoriser"]
    assert (authoriser["name"], authoriser["number"]) == who.MOTHER[:2]
    assert (authoriser["mandate"], authoriser["until"]) == (str(mandate.pk), mandate.valid_to)
    for part in (
        "Người ủy quyền",
        who.MOTHER[0],
        who.GRANDMOTHER[0],
        f"{mandate.valid_to:%d/%m/%Y}",
    ):
        assert "".join(part.split()) in page


def test_what_a_holder_began_and_the_grantor_handed_in_is_her_own() -> None:
    mandate = who.granted()
    draft = _begun(mandate, who.acting(who.GRANDMOTHER))
    mother = p.players().mother
    actions.save_draft(draft, actor=mother, answers=p.whole_answers(p.players()))
    attaching.attach(draft, actor=mother, key="giay_chung_sinh", file=p.paper_file(), label="a.pdf")
    fields, page = _promised(actions.submit(draft, actor=mother))
    assert fields["applicant"] == who.MOTHER[0]
    assert "authoriser" not in fields and "ủyquyền" not in page


def test_the_law_s_representative_has_a_child_and_no_authoriser() -> None:
    declared = who.declared()
    mandate = mandates.confirm(declared, actor=p.players().reception)
    fields, page = _promised(_handed_in(mandate, who.acting(who.MOTHER)))
    assert fields["applicant"] == who.MOTHER[0]
    assert fields["authoriser"]["name"] == who.SON[0]
    assert "Ngườiđượcđạidiện" in page and "Ngườiủyquyền" not in page

"""Drafts go over to a new version with all that was typed; what is handed in keeps its own."""

from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import players as p
from tests.publishing import publish
from toantrinh.catalogue.authored import Authored
from toantrinh.catalogue.content import ProcedureContent
from toantrinh.catalogue.forms import read_all
from toantrinh.catalogue.models import Version
from toantrinh.catalogue.queries import find_procedure, version_in_force
from toantrinh.dossiers import actions
from toantrinh.dossiers.answers import draft_answers
from toantrinh.dossiers.models import Dossier, Draft
from toantrinh.dossiers.renewing import carried, left_behind, newer, renew
from toantrinh.journal.models import Event
from toantrinh.kernel.actors import SYSTEM
from toantrinh.kernel.errors import Conflict, NotAllowed
from toantrinh.kernel.time import today

_FIELDS = st.dictionaries(
    st.sampled_from(["a", "b", "c", "d"]),
    st.tuples(st.sampled_from(["text", "number", "yes_no", "date"]), st.booleans()),
    max_size=4,
)
_TYPED = st.dictionaries(
    st.sampled_from(["a", "b", "c", "d"]),
    st.sampled_from(["chữ", "12", "yes", "1/2/2020"]) | st.integers(0, 9) | st.booleans(),
)


def version_of(fields: dict[str, tuple[str, bool]]) -> ProcedureContent:
    asked = [
        {"key": key, "label": key, "kind": kind, "required": required}
        for key, (kind, required) in fields.items()
    ]
    return ProcedureContent.model_validate(
        {
            "code": "9.800001",
            "name": "Mèo",
            "pages": [{"key": "p", "title": "P", "fields": asked}] if asked else [],
        }
    )


@settings(deadline=None)
@given(_FIELDS, _FIELDS, _TYPED)
def test_nothing_is_lost_between_any_two_versions(
    one: dict[str, tuple[str, bool]], other: dict[str, tuple[str, bool]], typed: dict[str, Any]
) -> None:
    stored = {key: value for key, value in typed.items() if key in one}
    found = carried(version_of(one), version_of(other), stored)
    assert {**found.kept, **found.left} == stored
    assert not found.kept.keys() & found.left.keys()
    assert set(found.kept) == set(stored) & set(other)
    again = {question.key for question in found.again}
    good = read_all(version_of(other), found.kept).answers
    # Each answer counts under the new version, or is named as one to mend.
    assert set(found.kept) == again | {key for key in found.kept if key in good}
    assert {question.key for question in found.fresh} == set(other) - set(one)
    # Back again, with what was left, it is what it was.
    back = carried(version_of(other), version_of(one), {**found.left, **found.kept})
    assert back.kept == stored
    assert back.left == {}


def changed() -> Version:
    """The birth procedure without a question, and with another."""
    now = version_in_force(find_procedure("1.001193"))
    said = now.read.model_dump(mode="json", exclude_defaults=True)
    fields = said["pages"][0]["fields"]
    fields.append({"key": "nickname", "label": "Tên ở nhà", "kind": "text", "required": True})
    gone = next(f for page in said["pages"] for f in page["fields"] if f["key"] == "child_origin")
    for page in said["pages"]:
        page["fields"] = [one for one in page["fields"] if one is not gone]
    del said["result_letter"]["fields"]["home_town"]
    content = ProcedureContent.model_validate(said)
    version, _new = publish(Authored(today(), content), actor=SYSTEM)
    return version


def asking_more(code: str) -> Version:
    """A procedure with one question more on its first page."""
    said = version_in_force(find_procedure(code)).read.model_dump(
        mode="json", exclude_defaults=True
    )
    more = {"key": "nickname", "label": "Tên ở nhà", "kind": "text", "required": True}
    said["pages"][0]["fields"].append(more)
    version, _new = publish(Authored(today(), ProcedureContent.model_validate(said)), actor=SYSTEM)
    return version


@pytest.fixture
def who(db: None) -> p.Players:
    return p.players()


def draft_of(dossier: Dossier) -> Draft:
    draft = Draft.objects.get(pk=dossier.pk)
    draft.dossier = dossier
    return draft


@pytest.mark.django_db
def test_a_draft_goes_over_and_back_with_all_that_was_typed(who: p.Players) -> None:
    dossier = p.drafted(who)
    before, typed = dossier.version, draft_answers(draft_of(dossier))
    assert newer(dossier) is None
    version = changed()
    with pytest.raises(Conflict, match="quy định mới"):
        actions.submit(dossier, actor=who.mother)
    with pytest.raises(NotAllowed):
        renew(dossier, actor=who.reception)
    renewed = renew(dossier, actor=who.mother)
    assert renewed.version == version
    draft = draft_of(renewed)
    assert left_behind(draft) == {"child_origin": typed["child_origin"]}
    assert {**draft_answers(draft), **left_behind(draft)} == typed
    event = Event.objects.filter(stream=dossier.stream(), action="renew").get()
    assert event.payload["left"] == ["child_origin"]
    assert renew(renewed, actor=who.mother).version == version

    back, _new = publish(Authored(today(), before.read), actor=SYSTEM)
    renewed = renew(renewed, actor=who.mother)
    assert (renewed.version, draft_answers(draft_of(renewed))) == (back, typed)
    assert left_behind(draft_of(renewed)) == {}
    assert actions.submit(renewed, actor=who.mother).code


@pytest.mark.django_db
def test_what_was_handed_in_keeps_its_version_for_life(who: p.Players) -> None:
    dossier = p.submitted(who)
    version = changed()
    assert newer(dossier) is None
    assert renew(dossier, actor=who.mother).version_id == dossier.version_id
    accepted = actions.accept(dossier, actor=who.reception)
    assert accepted.version_id == dossier.version_id != version.pk
    with pytest.raises(DatabaseError, match="keeps its version"), transaction.atomic():
        Dossier.objects.filter(pk=dossier.pk).update(version=version)


@pytest.mark.django_db
def test_a_version_to_come_takes_nothing_over_before_its_day(who: p.Players) -> None:
    dossier = p.drafted(who)
    later = dossier.version.read.model_copy(update={"plain_name": "Khai sinh cho bé"})
    publish(Authored(date(today().year + 1, 1, 1), later), actor=SYSTEM)
    assert newer(dossier) is None
    assert actions.submit(dossier, actor=who.mother).code

"""An application at once is the dossier that the same steps make one by one."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from django.test import override_settings

from tests import players as p
from toantrinh.catalogue.models import Version
from toantrinh.catalogue.queries import find_procedure, version_in_force
from toantrinh.command.story import PROCEDURE, certificate
from toantrinh.documents.actions import store_upload
from toantrinh.documents.models import StoredFile
from toantrinh.documents.queries import content_of
from toantrinh.dossiers import actions, attaching
from toantrinh.dossiers.answers import answers_of
from toantrinh.dossiers.applying import Handed, apply
from toantrinh.dossiers.models import Channel, Dossier, Paper
from toantrinh.dossiers.queries import history
from toantrinh.journal.models import Event
from toantrinh.kernel.actors import Actor
from toantrinh.kernel.errors import Invalid, NotAllowed
from toantrinh.kernel.ids import new_id
from toantrinh.people.models import DataKey

pytestmark = pytest.mark.django_db

KEY, LABEL = "giay_chung_sinh", " giấy chứng sinh.pdf"
# What differs between two dossiers with the same story.
OWN = {"id", "key_id", "code", "created_at", "submitted_at", "step_since", "head_hash"}


@pytest.fixture
def who() -> p.Players:
    return p.players()


@pytest.fixture(autouse=True)
def _apart(tmp_path: Path) -> Any:
    with override_settings(FILE_FOLDER=tmp_path):
        yield


def _version() -> Version:
    return version_in_force(find_procedure(PROCEDURE))


def _at_once(who: p.Players, actor: Actor | None = None, **changes: Any) -> Dossier:
    given: dict[str, Any] = {
        "actor": actor or who.mother,
        "channel": Channel.ONLINE,
        "answers": p.whole_answers(who),
        "papers": [Handed(KEY, LABEL, certificate())],
    }
    return apply(_version(), **{**given, **changes})


def _step_by_step(who: p.Players) -> Dossier:
    dossier = actions.start(
        _version(), actor=who.mother, applicant=who.cast.mother, channel=Channel.ONLINE
    )
    file = store_upload(certificate(), actor=who.mother, key=dossier.key)
    attaching.attach(dossier, actor=who.mother, key=KEY, file=file, label=LABEL)
    actions.save_draft(dossier, actor=who.mother, answers=p.whole_answers(who))
    return actions.submit(dossier, actor=who.mother)


def _row(dossier: Dossier) -> dict[str, Any]:
    found: Mapping[str, Any] = Dossier.objects.filter(pk=dossier.pk).values().get()
    return {name: value for name, value in found.items() if name not in OWN}


def _told(dossier: Dossier) -> list[tuple[str, dict[str, Any]]]:
    return [
        (e.action, {k: v for k, v in e.payload.items() if k not in {"code", "answers_hash"}})
        for e in history(dossier)
    ]


def test_it_is_what_the_steps_make(who: p.Players) -> None:
    at_once, stepped = _at_once(who), _step_by_step(who)
    assert _row(at_once) == _row(stepped)
    assert _told(at_once) == _told(stepped)
    assert at_once.code and at_once.submitted_at and not at_once.held
    assert not hasattr(at_once, "draft")
    read = Dossier.objects.get(pk=at_once.pk)
    assert answers_of(read) == answers_of(Dossier.objects.get(pk=stepped.pk))
    (paper,) = Paper.objects.filter(dossier=read)
    (other,) = Paper.objects.filter(dossier=stepped)
    for name in ("number", "key", "revision", "label"):
        assert getattr(paper, name) == getattr(other, name)
    assert content_of(paper.file).startswith(b"%PDF-")


def test_it_goes_on_as_any_other(who: p.Players) -> None:
    assert actions.accept(_at_once(who), actor=who.reception).state == "accepted"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"answers": {}}, "child_name"),
        ({"papers": []}, KEY),
        ({"papers": [Handed("unheard_of", "x", b"%PDF-")]}, "unheard_of"),
    ],
)
def test_what_is_refused_leaves_nothing(
    who: p.Players, changes: dict[str, Any], field: str
) -> None:
    before = [kind.objects.count() for kind in (Event, DataKey, StoredFile)]
    with pytest.raises(Invalid) as refused:
        _at_once(who, **changes)
    assert field in {problem.where for problem in refused.value.problems}
    assert not Dossier.objects.exists()
    assert [kind.objects.count() for kind in (Event, DataKey, StoredFile)] == before


def test_officers_do_not_apply(who: p.Players) -> None:
    with pytest.raises(NotAllowed):
        _at_once(who, actor=who.reception)


def test_the_id_may_be_chosen(who: p.Players) -> None:
    chosen = new_id()
    assert _at_once(who, key=chosen).pk == chosen

"""A newer national record changes nothing until somebody has looked at it."""

import shutil
from pathlib import Path

import pytest

from toantrinh.catalogue.actions import import_records
from toantrinh.catalogue.adding import ImportReport
from toantrinh.catalogue.drafting import discard_draft, open_draft, publish_draft, save_draft
from toantrinh.catalogue.drafts import difference
from toantrinh.catalogue.models import Draft, DraftState, Source, Version
from toantrinh.catalogue.queries import find_procedure, version_in_force
from toantrinh.catalogue.reviewing import accept, merged, national_change, waiting
from toantrinh.catalogue.search import search
from toantrinh.command.cast import governors
from toantrinh.kernel.actors import SYSTEM, Actor
from toantrinh.kernel.errors import Conflict, NotAllowed
from toantrinh.kernel.time import today
from toantrinh.people.queries import as_officer

pytestmark = pytest.mark.django_db
RECORDS = Path(__file__).parent / "records"
KITE = "9.900001"


class Ministry:
    """Publishes records, again and again."""

    def __init__(self, folder: Path) -> None:
        self.folder = Path(shutil.copytree(RECORDS, folder / "records"))

    def says(self, kite: str) -> ImportReport:
        text = (RECORDS / f"{KITE}.txt").read_text(encoding="utf-8")
        (self.folder / f"{KITE}.txt").write_text(
            text.replace("thả diều đêm", kite), encoding="utf-8"
        )
        return import_records(self.folder, actor=SYSTEM)


@pytest.fixture
def ministry(tmp_path: Path) -> Ministry:
    made = Ministry(tmp_path)
    made.says("thả diều đêm")
    return made


@pytest.fixture
def writer() -> Actor:
    return as_officer(governors().editor)


@pytest.fixture
def publisher() -> Actor:
    return as_officer(governors().administrator)


def counts(report: ImportReport) -> tuple[int, int, int, int, int]:
    return report.changed, report.unchanged, report.drafts, report.renewed, report.waiting


def test_one_change_makes_one_draft_however_often_it_comes(
    ministry: Ministry, publisher: Actor
) -> None:
    assert counts(ministry.says("thả diều sáng")) == (1, 9, 1, 0, 0)
    assert counts(ministry.says("thả diều sáng")) == (0, 10, 0, 0, 1)
    assert counts(ministry.says("thả diều trưa")) == (1, 9, 0, 1, 0)
    (draft,) = waiting(actor=publisher)
    assert (draft.revision, draft.changed_by) == (2, None)
    assert [one.place for one in national_change(draft)] == [
        one.place for one in difference(draft, draft.base)
    ]
    assert "trưa" in str(national_change(draft)[0].after)
    discard_draft(draft.id, actor=publisher, revision=2)
    assert counts(ministry.says("thả diều trưa")) == (0, 10, 0, 0, 0)
    assert counts(ministry.says("thả diều chiều")) == (1, 9, 1, 0, 0)


def test_a_record_that_is_as_before_again_leaves_nothing_to_review(
    ministry: Ministry, publisher: Actor
) -> None:
    ministry.says("thả diều sáng")
    assert counts(ministry.says("thả diều đêm")) == (0, 10, 0, 0, 0)
    assert waiting(actor=publisher) == []
    assert Draft.objects.get().state == DraftState.DISCARDED


def test_accepted_it_is_the_ministrys_word_by_word(
    ministry: Ministry, writer: Actor, publisher: Actor
) -> None:
    before = version_in_force(find_procedure(KITE))
    ministry.says("thả diều sáng")
    (draft,) = waiting(actor=publisher)
    with pytest.raises(NotAllowed):
        accept([draft.id], actor=writer)
    (after,) = accept([draft.id], actor=publisher)
    assert version_in_force(find_procedure(KITE)) == after
    assert (after.source, after.number) == (Source.NATIONAL, 2)
    assert after.raw != before.raw
    assert search("thả diều sáng")[0].code == KITE
    assert counts(ministry.says("thả diều sáng")) == (0, 10, 0, 0, 0)


def test_whoever_mends_a_record_does_not_publish_it(
    ministry: Ministry, writer: Actor, publisher: Actor
) -> None:
    ministry.says("thả diều sáng")
    draft = Draft.objects.get()
    save_draft(
        draft.id,
        actor=writer,
        revision=1,
        content={**draft.content, "plain_name": "Thả diều", "fees": []},
    )
    # What was typed stays when a still newer record comes, and so does who typed it.
    assert counts(ministry.says("thả diều trưa")) == (1, 9, 0, 1, 0)
    draft.refresh_from_db()
    assert draft.content["plain_name"] == "Thả diều"
    assert "trưa" in draft.content["name"]
    assert draft.changed_by_id == writer.id
    both = Actor("officer", writer.id, writer.agency_id, roles=frozenset({"leader"}))
    with pytest.raises(Conflict):
        publish_draft(draft.id, actor=both, valid_from=today(), revision=3)
    version = publish_draft(draft.id, actor=publisher, valid_from=today(), revision=3)
    assert version.source == Source.EDITED
    assert counts(ministry.says("thả diều trưa")) == (0, 10, 0, 0, 0)


def test_what_is_written_here_takes_over_only_what_was_not_changed_here(
    ministry: Ministry, writer: Actor, publisher: Actor
) -> None:
    own = open_draft(KITE, actor=writer)
    assert own.base is not None
    said = {**own.content, "description": "Của tỉnh", "keywords": ["diều"]}
    save_draft(own.id, actor=writer, revision=1, content=said)
    ours = publish_draft(own.id, actor=publisher, valid_from=today(), revision=2)
    report = ministry.says("thả diều sáng")
    assert counts(report) == (1, 9, 1, 0, 0)
    assert version_in_force(find_procedure(KITE)) == ours
    (draft,) = waiting(actor=publisher)
    assert draft.base == ours
    assert "sáng" in draft.content["name"]
    assert (draft.content["description"], draft.content["keywords"]) == ("Của tỉnh", ["diều"])
    assert any("sáng" in str(one.after) for one in national_change(draft))
    assert counts(ministry.says("thả diều sáng")) == (0, 10, 0, 0, 0)
    (after,) = accept([draft.id], actor=publisher)
    assert version_in_force(find_procedure(KITE)) == after
    assert after.source == Source.EDITED
    assert Version.objects.filter(procedure__code=KITE).count() == 4


@pytest.mark.parametrize(
    ("ours", "taken"),
    [
        ({"a": 1, "b": 1}, {"a": 2, "b": 1, "c": 3}),
        ({"a": 9, "b": 1}, {"a": 9, "b": 1, "c": 3}),
        ({"a": 1, "c": 9, "gone": 0}, {"a": 2, "c": 9}),
    ],
)
def test_taking_over(ours: dict[str, int], taken: dict[str, int]) -> None:
    assert merged(ours, {"a": 1, "b": 1, "gone": 0}, {"a": 2, "b": 1, "c": 3}) == taken

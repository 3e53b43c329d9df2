"""Drafts are kept as typed, never overwritten unseen, and published by a second pair of eyes."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from tests.administration.governing import PROVINCE, administrator, officer
from tests.publishing import publish
from toantrinh.catalogue.authored import Authored
from toantrinh.catalogue.content import ProcedureContent
from toantrinh.catalogue.differences import Difference
from toantrinh.catalogue.drafting import discard_draft, open_draft, publish_draft, save_draft
from toantrinh.catalogue.drafts import difference, draft, findings, open_drafts, versions_of
from toantrinh.catalogue.models import Draft, DraftState, Source, Version
from toantrinh.catalogue.queries import find_procedure, version_in_force
from toantrinh.command.cast import governors
from toantrinh.government.actions import open_editing_posts
from toantrinh.government.queries import agency
from toantrinh.journal.models import Event
from toantrinh.kernel.actors import SYSTEM, Actor
from toantrinh.kernel.errors import Conflict, Invalid, NotAllowed, NotFound, Refusal
from toantrinh.kernel.ids import new_id
from toantrinh.kernel.time import today
from toantrinh.people.actions import appoint
from toantrinh.people.queries import as_officer

pytestmark = pytest.mark.django_db
CODE = "9.800001"
WHOLE: dict[str, Any] = {
    "name": "Ghi tên con mèo",
    "process": [
        {"key": "xem", "title": "Xem", "post": "specialist", "hours": 4.5, "acts": ["assign"]}
    ],
    "fees": [{"name": "Lệ phí", "amount": 5000, "valid_from": "2025-07-01"}],
}


def editor(key: str = PROVINCE, name: str = "soan2") -> Actor:
    (post,) = open_editing_posts(agency(key), actor=SYSTEM)
    return as_officer(appoint(officer(name), actor=SYSTEM, post=post, since=today()))


@pytest.fixture
def writer() -> Actor:
    return as_officer(governors().editor)


@pytest.fixture
def publisher() -> Actor:
    return as_officer(governors().administrator)


def begun(writer: Actor, **content: Any) -> Draft:
    return open_draft(CODE, actor=writer, content={**WHOLE, **content})


def test_what_is_typed_is_kept_right_or_not(writer: Actor) -> None:
    found = open_draft(CODE, actor=writer)
    assert (found.base, found.source, found.content) == (None, Source.AUTHORED, {"code": CODE})
    typed = {"name": "", "fees": "chưa biết", "pages": [{"fields": [{}]}], "lạ": [None, 1.5]}
    saved = save_draft(
        found.id, actor=writer, revision=1, content=typed, templates={"giay.typ": "= Giấy\r\n"}
    )
    again = draft(found.id, actor=writer)
    assert again.content == {**typed, "code": CODE}
    assert again.templates == {"giay.typ": "= Giấy\r\n"}
    assert (again.revision, again.title, again.changed_by_id) == (2, CODE, writer.id)
    assert save_draft(found.id, actor=writer, revision=2, content={}).templates == saved.templates
    places = {one.place: one for one in findings(again)}
    assert {("name",), ("fees",), ("lạ",), ("pages", 0, "fields", 0, "key")} <= set(places)
    assert places["fees",].line is not None
    assert "danh sách" in places["fees",].words


def test_whoever_comes_late_is_told_who_was_there(writer: Actor) -> None:
    found = begun(writer)
    save_draft(found.id, actor=editor(), revision=1, content={**WHOLE, "name": "Mèo"})
    for late in (save_draft, discard_draft):
        more = {"content": WHOLE} if late is save_draft else {}
        with pytest.raises(Conflict, match="Lê Văn Thử đã lưu bản nháp này lúc"):
            late(found.id, actor=writer, revision=1, **more)
    assert draft(found.id, actor=writer).title == "Mèo"


@pytest.mark.parametrize(
    ("content", "templates"),
    [
        ({"name": "x" * 300_000}, {}),
        ({"name": "\x00"}, {}),
        ({}, {"../a.typ": ""}),
        ({}, {"a.typ": "x" * 50_001}),
    ],
)
def test_what_cannot_be_kept_is_refused(
    writer: Actor, content: dict[str, Any], templates: dict[str, str]
) -> None:
    with pytest.raises(Refusal):
        open_draft(CODE, actor=writer, content=content, templates=templates)
    assert not Draft.objects.exists()


def test_another_publishes_what_the_writer_saved_last(writer: Actor, publisher: Actor) -> None:
    found = begun(writer)
    with pytest.raises(NotAllowed):
        publish_draft(found.id, actor=writer, valid_from=today(), revision=1)
    version = publish_draft(found.id, actor=publisher, valid_from=today(), revision=1)
    assert version_in_force(find_procedure(CODE)) == version
    assert (version.number, version.source) == (1, Source.AUTHORED)
    assert version.read.process[0].hours == 4.5
    found.refresh_from_db()
    assert (found.state, found.version, found.published_by_id) == (
        DraftState.PUBLISHED,
        version,
        publisher.id,
    )
    # Only what changes the catalogue lets search read it anew.
    assert Event.objects.get(action="open_draft").stream == "catalogue/drafts"
    told = Event.objects.filter(stream="catalogue", action="publish_draft").get()
    assert told.payload["procedure"] == CODE
    with pytest.raises(Conflict, match="đã công bố"):
        save_draft(found.id, actor=writer, revision=1, content={})


def test_a_leader_who_also_writes_publishes_no_words_of_their_own(writer: Actor) -> None:
    found = begun(writer)
    both = Actor(
        "officer", writer.id, writer.agency_id, roles=frozenset({"catalogue_editor", "leader"})
    )
    with pytest.raises(Conflict, match="không được tự công bố"):
        publish_draft(found.id, actor=both, valid_from=today(), revision=1)


def test_four_eyes_are_held_by_the_database(writer: Actor, publisher: Actor) -> None:
    found = begun(writer)
    version = Version.objects.earliest("number")
    rows = Draft.objects.filter(pk=found.pk)
    decided = {"state": "published", "version": version, "published_by_id": writer.id}
    for forged in (
        decided,
        {**decided, "changed_by": None},
        {**decided, "published_by_id": publisher.id, "revision": 2},
        {**decided, "published_by_id": None},
        {"state": "discarded", "content": {}},
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(**forged)
    discard_draft(found.id, actor=writer, revision=1)
    with pytest.raises(DatabaseError, match="is discarded"), transaction.atomic():
        rows.update(state="open")
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.delete()


def test_a_published_version_never_changes() -> None:
    rows = Version.objects.filter(procedure__code="1.001193")
    for change in (lambda: rows.update(valid_from=today()), rows.delete):
        with pytest.raises(DatabaseError, match="Cannot"), transaction.atomic():
            change()


def test_it_is_checked_and_played_before_it_holds(writer: Actor, publisher: Actor) -> None:
    wrong = begun(
        writer,
        process=[
            {"key": "a", "title": "A", "post": "leader", "hours": 1, "acts": ["fly"]},
            {"key": "b", "title": "B", "post": "leader", "hours": 1},
        ],
    )
    with pytest.raises(Invalid) as raised:
        publish_draft(wrong.id, actor=publisher, valid_from=today(), revision=1)
    told = [problem.text() for problem in raised.value.problems]
    assert any("“a: fly”" in words for words in told)
    assert any("bước “b”" in words for words in told)
    assert [problem.where for problem in raised.value.problems] == ["process.1", "process.0"]
    assert not Version.objects.filter(procedure__code=CODE).exists()
    with pytest.raises(Refusal, match="sớm nhất từ hôm nay"):
        publish_draft(wrong.id, actor=publisher, valid_from=today() - timedelta(days=1), revision=1)


def test_a_change_of_what_is_there_begins_from_it(writer: Actor, publisher: Actor) -> None:
    before = version_in_force(find_procedure("1.001193"))
    found = open_draft("1.001193", actor=writer)
    assert (found.base, found.source) == (before, Source.EDITED)
    assert not findings(found)
    assert difference(found, before) == []
    save_draft(
        found.id,
        actor=writer,
        revision=1,
        content={**found.content, "plain_name": "Khai sinh cho bé"},
    )
    found = draft(found.id, actor=writer)
    assert difference(found, before) == [
        Difference(("plain_name",), before.read.plain_name, "Khai sinh cho bé")
    ]
    after = publish_draft(found.id, actor=publisher, valid_from=today(), revision=2)
    assert version_in_force(find_procedure("1.001193")) == after
    assert difference(after, before)[0].after == "Khai sinh cho bé"
    again = open_draft("1.001193", actor=writer)
    with pytest.raises(Conflict, match="giống hệt"):
        publish_draft(again.id, actor=publisher, valid_from=today(), revision=1)


def test_two_drafts_of_one_procedure_do_not_undo_each_other(
    writer: Actor, publisher: Actor
) -> None:
    first, second = begun(writer), begun(writer, name="Ghi tên con chó")
    publish_draft(first.id, actor=publisher, valid_from=today(), revision=1)
    with pytest.raises(Conflict, match="Phiên bản 1 đã công bố sau khi"):
        publish_draft(second.id, actor=publisher, valid_from=today(), revision=1)
    assert draft(second.id, actor=writer).state == DraftState.OPEN
    anew = begun(writer, name="Ghi tên con chó")
    assert publish_draft(anew.id, actor=publisher, valid_from=today(), revision=1).number == 2


def test_versions_stand_by_their_days(writer: Actor, publisher: Actor) -> None:
    later = today() + timedelta(days=10)
    first = publish_draft(begun(writer).id, actor=publisher, valid_from=today(), revision=1)
    second = publish_draft(
        begun(writer, name="Mèo").id, actor=publisher, valid_from=later, revision=1
    )
    open_draft(CODE, actor=writer)

    def states(on: date) -> list[tuple[str, int | None, date | None]]:
        return [
            (one.state, one.version.number if one.version else None, one.until)
            for one in versions_of(CODE, on)
        ]

    eve = later - timedelta(days=1)
    assert states(today()) == [
        ("draft", None, None), ("to_come", 2, None), ("published", 1, eve)
    ]  # fmt: skip
    assert states(later) == [
        ("draft", None, None), ("published", 2, None), ("superseded", 1, eve)
    ]  # fmt: skip
    procedure = find_procedure(CODE)
    assert version_in_force(procedure, eve) == first
    assert version_in_force(procedure, later) == second
    assert procedure.plain_name == "Ghi tên con mèo"


def test_a_version_that_never_counted_is_superseded() -> None:
    content = ProcedureContent.model_validate({**WHOLE, "code": CODE})
    later = content.model_copy(update={"name": "Mèo"})
    publish(Authored(date(2026, 1, 1), content), actor=SYSTEM)
    publish(Authored(date(2026, 1, 1), later), actor=SYSTEM)
    assert [(one.state, one.until) for one in versions_of(CODE)] == [
        ("published", None),
        ("superseded", None),
    ]
    assert versions_of("9.700000") == []


def test_who_may_write_and_who_may_see(writer: Actor, publisher: Actor) -> None:
    found = begun(writer)
    beside, below = editor("01.ubnd"), editor("14797.ubnd", "soan3")
    ruling = as_officer(administrator("beside", "01.ubnd"))
    nobody = Actor("officer", new_id(), agency(PROVINCE).pk, roles=frozenset({"specialist"}))
    assert open_drafts(actor=writer) == open_drafts(actor=publisher) == [found]
    for stranger in (beside, below, ruling, nobody):
        assert open_drafts(actor=stranger) == []
        with pytest.raises(NotFound):
            draft(found.id, actor=stranger)
        with pytest.raises(NotFound):
            save_draft(found.id, actor=stranger, revision=1, content={})
    with pytest.raises(NotFound):
        publish_draft(found.id, actor=ruling, valid_from=today(), revision=1)
    for no_editor in (below, publisher, nobody):
        with pytest.raises(NotAllowed):
            open_draft(CODE, actor=no_editor)
    with pytest.raises(NotAllowed):
        save_draft(found.id, actor=publisher, revision=1, content={})
    assert discard_draft(found.id, actor=publisher, revision=1).state == DraftState.DISCARDED
    assert open_drafts(actor=writer) == []

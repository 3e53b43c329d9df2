"""Whoever damages the record of who looked is found, from the minute in which it was sealed."""

import pytest

from tests.journal.conftest import Damage, found, look
from tests.journal.forging import changes, forge_view
from toantrinh.journal.models import Access
from toantrinh.journal.sealing import seal
from toantrinh.journal.verify import verify
from toantrinh.kernel.actors import SYSTEM, Actor
from toantrinh.kernel.ids import new_id

# Where a view stands among the others is held by its seal; all else by its own hash, at once.
_HELD_BY_SEAL = {"position"}
_SEALED = {("access", None)}


@pytest.fixture
def views(chain: str) -> list[Access]:
    """Five views: of nobody, of one and of two persons, by the system and by an officer."""
    officer = Actor("officer", id=new_id(), agency_id=new_id())
    persons = [new_id(), new_id()]
    for place in range(5):
        look(
            f"desk/{place}",
            actor=officer if place % 2 else SYSTEM,
            persons=persons[: place % 3],
            fields=["name", "answers.child_name"][: place % 3],
            subject=chain,
        )
    return list(Access.objects.order_by("position"))


def _where(view: Access) -> str:
    return f"WHERE id = '{view.pk}'"


def test_untouched_views_are_whole(views: list[Access]) -> None:
    seal()
    report = verify()
    assert report.ok, report.problems
    assert (report.views, report.uncovered_views) == (5, 0)


@pytest.mark.parametrize("place", [0, 2, 4])
@pytest.mark.parametrize("column", changes(Access))
def test_one_changed_byte(views: list[Access], damage: Damage, place: int, column: str) -> None:
    if column in _HELD_BY_SEAL:
        seal()
    damage(f"UPDATE journal_access SET {changes(Access)[column]} {_where(views[place])}")
    problems = verify().problems
    assert [problem.stream for problem in problems] == ["access"]


@pytest.mark.parametrize("place", [0, 2, 4])
def test_a_deleted_view(views: list[Access], damage: Damage, place: int) -> None:
    seal()
    damage(f"DELETE FROM journal_access {_where(views[place])}")
    report = verify()
    assert found(report) == _SEALED
    assert report.problems[0].what.endswith("5 then, 4 now")


def test_all_views_deleted(views: list[Access], damage: Damage) -> None:
    seal()
    damage("DELETE FROM journal_access")
    assert found(verify()) == _SEALED


def _swap(damage: Damage, one: Access, other: Access, columns: list[str]) -> None:
    names, theirs = ", ".join(columns), ", ".join(f"b.{column}" for column in columns)
    damage(
        "CREATE TEMPORARY TABLE kept ON COMMIT PRESERVE ROWS AS SELECT * FROM journal_access "
        f"WHERE id IN ('{one.pk}', '{other.pk}')"
    )
    damage(f"UPDATE journal_access SET position = -position WHERE id IN ('{one.pk}', '{other.pk}')")
    damage(
        f"UPDATE journal_access a SET ({names}) = ROW({theirs}) FROM kept b "
        f"WHERE a.id IN ('{one.pk}', '{other.pk}') AND b.id IN ('{one.pk}', '{other.pk}') "
        "AND a.id <> b.id"
    )
    damage("UPDATE journal_access SET position = -position WHERE position < 0")
    damage("DROP TABLE kept")


@pytest.mark.parametrize(
    "columns", [["position"], ["actor", "agency"], ["actor", "agency", "hash"]], ids=str
)
def test_a_swapped_pair(views: list[Access], damage: Damage, columns: list[str]) -> None:
    seal()
    _swap(damage, views[1], views[2], columns)
    kept = {view.pk: view for view in Access.objects.all()}
    if columns == ["position"]:
        assert kept[views[1].pk].position > kept[views[2].pk].position
    else:
        assert (kept[views[1].pk].actor, kept[views[2].pk].actor) == (
            views[2].actor,
            views[1].actor,
        )
    assert {problem.stream for problem in verify().problems} == {"access"}


@pytest.mark.parametrize("place", [0, 2, 4])
def test_a_view_forged_after_its_seal(views: list[Access], damage: Damage, place: int) -> None:
    seal()
    forge_view(damage, views[place])
    assert found(verify()) == _SEALED


def test_a_view_slipped_into_a_sealed_window(views: list[Access], damage: Damage) -> None:
    damage(f"UPDATE journal_access SET position = 0 {_where(views[0])}")
    seal()
    late = look()
    damage(f"UPDATE journal_access SET position = {views[0].position} {_where(late)}")
    assert found(verify()) == _SEALED


def test_a_view_forged_before_its_seal_is_the_window_we_state(
    views: list[Access], damage: Damage
) -> None:
    seal()
    forge_view(damage, look())
    damage(f"DELETE FROM journal_access WHERE id = '{look().pk}'")
    report = verify()
    assert report.ok
    assert report.uncovered_views == 1

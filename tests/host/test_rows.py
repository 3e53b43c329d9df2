"""A row written by ready SQL is the row that `save` would have written."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import connection
from django.db.models import Model
from django.test.utils import CaptureQueriesContext

from toantrinh.dossiers.models import CodeCounter
from toantrinh.government.models import Unit
from toantrinh.host import rows
from toantrinh.journal.models import Access
from toantrinh.kernel.ids import new_id
from toantrinh.people.models import DataKey

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


def _key() -> DataKey:
    return DataKey(wrapped=b"\x00\xff", wrapping_key="one", created_at=NOW)


def _unit() -> Unit:
    """With a column that the database makes of others."""
    return Unit(
        code="99999",
        valid_from=date(1990, 1, 1).replace(year=1990 + Unit.objects.filter(code="99999").count()),
        name="Thử",
        kind="xa",
        name_sort="thu",
        folded="xa thu",
    )


def _access() -> Access:
    """With lists."""
    persons = [new_id(), new_id()]
    return Access(at=NOW, actor="system", page="p", purpose="x", persons=persons, hash=b"1")


def _as_kept(row: Model) -> dict[str, Any]:
    """All columns, the database's own too, but those that differ by row."""
    found: dict[str, Any] = type(row)._base_manager.filter(pk=row.pk).values().get()
    return {k: v for k, v in found.items() if k not in {"id", "valid_from", "position", "persons"}}


@pytest.mark.parametrize("make", [_key, _unit, _access])
def test_a_row_is_added_as_save_does(make: Callable[[], Model]) -> None:
    saved = make()
    saved.save(force_insert=True)
    added = make()
    rows.insert(added)
    assert _as_kept(added) == _as_kept(saved)
    assert not added._state.adding


def test_only_what_changed_is_written() -> None:
    unit = _unit()
    rows.insert(unit)
    read = Unit.objects.defer("name_sort", "words").get(pk=unit.pk)
    before = rows.values(read)
    read.name, read.valid_to = "Tên mới", date(2030, 1, 1)
    with CaptureQueriesContext(connection) as asked:
        rows.update(read, before)
        rows.update(read, rows.values(read))
    (statement,) = [query["sql"] for query in asked]
    assert statement.startswith('UPDATE "government_unit" SET "valid_to" = ')
    assert statement.count(" = ") == 3
    kept = Unit.objects.get(pk=unit.pk)
    assert (kept.name, kept.valid_to, kept.name_sort) == ("Tên mới", date(2030, 1, 1), "thu")


def test_a_column_that_was_read_later_counts_as_changed() -> None:
    unit = _unit()
    rows.insert(unit)
    read = Unit.objects.defer("name_sort").get(pk=unit.pk)
    before = rows.values(read)
    read.name_sort = "khac"
    rows.update(read, before)
    assert Unit.objects.get(pk=unit.pk).name_sort == "khac"


def test_a_row_of_two_keys_is_found_by_both() -> None:
    first, other = (CodeCounter(prefix="H56", day=date(2026, 11, day), last=1) for day in (1, 2))
    rows.insert(first)
    rows.insert(other)
    before = rows.values(other)
    other.last = 7
    rows.update(other, before)
    kept = CodeCounter.objects.filter(prefix="H56").order_by("day")
    assert list(kept.values_list("last", flat=True)) == [1, 7]

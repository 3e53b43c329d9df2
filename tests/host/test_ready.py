"""A query that is ready answers as the same query does that Django writes each time."""

from datetime import UTC, datetime, timedelta
from threading import Thread
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, connections, transaction
from django.db.models import QuerySet
from django.db.models.functions import Upper
from django.db.transaction import TransactionManagementError
from django.test.utils import CaptureQueriesContext

from toantrinh.government.models import Agency
from toantrinh.host.ready import Ready, reading
from toantrinh.journal.models import Event, Stream
from toantrinh.kernel.ids import new_id


def _by_key(key: str) -> QuerySet[Agency]:
    return (
        Agency.objects.filter(key=key, kind__tier="commune")
        .select_related("kind", "unit", "successor")
        .defer("name_sort")
        .annotate(spelled=Upper("key"))
    )


def _known(agency: Agency) -> dict[str, Any]:
    return {name: value for name, value in vars(agency).items() if name != "_state"}


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["14797.ubnd", "14797.ttpvhcc", "nowhere"])
def test_rows_and_what_belongs_to_them_are_the_same(key: str) -> None:
    ready = Ready(_by_key, key=str)
    for _again in range(3):
        with CaptureQueriesContext(connection) as asked:
            found = ready.rows(key=key)
            plain = list(_by_key(key))
            with_kinds = [(one.kind.name, one.unit and one.unit.name) for one in found]
        assert [_known(one) for one in found] == [_known(one) for one in plain]
        assert len(with_kinds) == (key != "nowhere")
        assert len({query["sql"] for query in asked}) == 1


@pytest.mark.django_db
def test_each_asking_makes_objects_of_its_own() -> None:
    ready = Ready(_by_key, key=str)
    one, other = ready.rows(key="14797.ubnd")[0], ready.rows(key="14797.ubnd")[0]
    one.name = "Tên khác"
    assert one == other and other.name != one.name


@pytest.mark.django_db
def test_who_only_reads_asks_once() -> None:
    ready, other = Ready(_by_key, key=str), Ready(_by_key, key=str)
    with CaptureQueriesContext(connection) as asked, reading():
        first = ready.rows(key="14797.ubnd")
        first.append(first[0])
        assert ready.rows(key="14797.ubnd") == first[:1]
        assert ready.first(key="14797.ubnd") is first[0]
        assert ready.rows(key="nowhere") == [] and ready.rows(key="nowhere") == []
        assert other.rows(key="14797.ubnd")[0] is not first[0]
    assert len(asked) == 3
    with CaptureQueriesContext(connection) as asked:
        ready.rows(key="14797.ubnd")
    assert len(asked) == 1


@pytest.mark.django_db
def test_columns_alone_and_moments() -> None:
    since = datetime.now(UTC) - timedelta(days=3650)
    ready = Ready(
        lambda since, stream: Event.objects.filter(at__gt=since, stream=stream).values_list(
            "seq", flat=True
        ),
        since=datetime,
        stream=str,
    )
    stream = Event.objects.order_by("stream", "seq")[0].stream
    assert ready.rows(since=since, stream=stream)[0] == 1
    assert ready.rows(since=datetime.now(UTC), stream=stream) == []
    assert ready.first(since=datetime.now(UTC), stream=stream) is None


@pytest.mark.django_db
def test_what_has_no_place_or_no_value_is_refused() -> None:
    with pytest.raises(ValueError, match="no place for other"):
        Ready(lambda other: Agency.objects.all(), other=UUID).rows(other=new_id())
    ready = Ready(lambda key: Agency.objects.filter(parent=key), key=UUID)
    with pytest.raises(TypeError):
        ready.rows(key=None)  # type: ignore[arg-type]
    with pytest.raises(KeyError):
        ready.rows()


@pytest.mark.usefixtures("own_database")
def test_rows_are_locked_in_a_transaction_only() -> None:
    ready = Ready(lambda name: Stream.objects.select_for_update().filter(name=name), name=str)
    with transaction.atomic():
        assert ready.rows(name="nowhere") == []
    with pytest.raises(TransactionManagementError):
        ready.rows(name="nowhere")


@pytest.mark.usefixtures("own_database")
def test_each_thread_asks_over_its_own_connection() -> None:
    ready = Ready(_by_key, key=str)
    found = [len(ready.rows(key="14797.ubnd"))]

    def ask() -> None:
        found.append(len(ready.rows(key="14797.ubnd")))
        connections.close_all()

    threads = [Thread(target=ask) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [1, 1, 1, 1]

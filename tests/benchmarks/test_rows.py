"""The rows that start processes: these find ready what two of them would make at once."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from benchmarks.rows import acts

from toantrinh.people.models import Officer, Person

pytestmark = pytest.mark.django_db


def test_the_cast_is_there_before_the_processes_are(monkeypatch: pytest.MonkeyPatch) -> None:
    found: list[tuple[int, int]] = []

    @contextmanager
    def here() -> Iterator[None]:
        yield

    def told(*_words: str, times: int) -> list[dict[str, Any]]:
        found.append((Person.objects.count(), Officer.objects.count()))
        return [{"acts": 30, "seconds": 3.0, "accepts": 3, "accepting": 1.0}] * times

    monkeypatch.setattr(acts, "house", here)
    monkeypatch.setattr(acts, "together", told)
    monkeypatch.setattr(acts, "record", lambda _script: 7)
    monkeypatch.setattr(acts, "pgbench", lambda *_args, **_kwargs: 40.0)
    figure = acts.measure("small")
    assert found == [(1, 3)]
    assert (figure.value, figure.ratio) == (20.0, 0.5)

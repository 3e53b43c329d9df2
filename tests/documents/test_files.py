"""The file store: whole or not at all, private, under the digest of the bytes."""

import hashlib
import itertools
import os
import stat
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from toantrinh.documents.files import FileStore
from toantrinh.kernel.errors import NotFound, Refusal
from toantrinh.kernel.time import wall


@pytest.fixture
def store(tmp_path: Path) -> FileStore:
    return FileStore(tmp_path)


def all_files(store: FileStore) -> list[Path]:
    return [path for path in store.folder.rglob("*") if path.is_file()]


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(content=st.binary(max_size=2000), cuts=st.lists(st.integers(0, 2000), max_size=5))
def test_what_is_put_comes_back(store: FileStore, content: bytes, cuts: list[int]) -> None:
    ref = store.put(content)
    assert ref.sha256 == hashlib.sha256(content).hexdigest()
    assert ref.size == len(content)
    edges = [0, *sorted(cuts), len(content)]
    pieces = [content[one:other] for one, other in itertools.pairwise(edges)]
    assert store.put_stream(pieces) == ref
    assert store.get(ref.sha256) == content


def test_equal_bytes_lie_there_once_and_are_private(store: FileStore) -> None:
    store.put(b"one")
    store.put_stream([b"on", b"e"])
    [file] = all_files(store)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    digest = file.name
    assert file.relative_to(store.folder).parts == (digest[:2], digest[2:4], digest)


def test_a_damaged_file_is_not_handed_out(store: FileStore) -> None:
    ref = store.put(b"genuine")
    [file] = all_files(store)
    file.write_bytes(b"changed")
    with pytest.raises(Refusal, match="hỏng"):
        store.get(ref.sha256)


def test_a_stream_that_breaks_leaves_nothing(store: FileStore) -> None:
    def breaking() -> Iterator[bytes]:
        yield b"half"
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        store.put_stream(breaking())
    assert all_files(store) == []


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "A" * 64, "0" * 63, "0" * 62 + "/.."])
def test_only_digests_name_files(store: FileStore, name: str) -> None:
    with pytest.raises(ValueError, match="not a digest"):
        store.get(name)


def test_what_is_not_there_is_told(store: FileStore) -> None:
    digest = "0" * 64
    assert not store.has(digest)
    with pytest.raises(NotFound):
        store.get(digest)
    store.remove(digest)


def test_storing_again_makes_it_young(store: FileStore) -> None:
    ref = store.put(b"one")
    [file] = all_files(store)
    old = (wall() - timedelta(days=2)).timestamp()
    os.utime(file, (old, old))
    edge = wall() - timedelta(days=1)
    assert list(store.older_than(edge)) == [ref.sha256]
    store.put(b"one")
    assert list(store.older_than(edge)) == []
    store.remove(ref.sha256)
    assert not store.has(ref.sha256)

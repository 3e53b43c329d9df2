"""Archives whole, cut, corrupt and hostile: what can be read comes, the rest is named."""

import bz2
import gzip
import io
import lzma
import tarfile
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.catalogue.national.test_reader import FILES, RECORDS
from toantrinh.catalogue.national import Record, Unreadable, read_records, read_source
from toantrinh.catalogue.national.archive import safe_name
from toantrinh.catalogue.national.sections import MAX_BYTES

CODES = sorted(FILES)


def tarred() -> bytes:
    whole = io.BytesIO()
    with tarfile.open(fileobj=whole, mode="w") as tar:
        for code in CODES:
            member = tarfile.TarInfo(f"in/{code}.txt")
            member.size = len(FILES[code])
            tar.addfile(member, io.BytesIO(FILES[code]))
    return whole.getvalue()


def zipped() -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as packed:
        for code in CODES:
            packed.writestr(f"in/{code}.txt", FILES[code])
    return whole.getvalue()


KINDS = {
    "a.tar": tarred(),
    "a.tar.gz": gzip.compress(tarred()),
    "a.tar.bz2": bz2.compress(tarred()),
    "a.tar.xz": lzma.compress(tarred()),
    "a.zip": zipped(),
}


def keep(path: Path, data: bytes) -> list[tuple[str, bytes | Unreadable]]:
    path.write_bytes(data)
    return list(read_source(path))


@pytest.mark.parametrize("kind", KINDS)
def test_whole_archives(kind: str, tmp_path: Path) -> None:
    # A wrong or missing ending does not matter: the first bytes tell what it is.
    found = keep(tmp_path / f"{kind}.bin", KINDS[kind])
    assert found == [(f"in/{code}.txt", FILES[code]) for code in CODES]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("share", [0.02, 0.3, 0.5, 0.7])
def test_cut_archives_give_the_beginning_and_say_so(
    kind: str, share: float, tmp_path: Path
) -> None:
    data = KINDS[kind]
    found = keep(tmp_path / kind, data[: int(len(data) * share)])
    assert found[:-1] == [(f"in/{code}.txt", FILES[code]) for code in CODES][: len(found) - 1]
    assert len(found) <= len(CODES)
    name, problem = found[-1]
    assert isinstance(problem, Unreadable)
    assert (name, problem.file) == (kind, kind)
    assert problem.params["count"] == len(found) - 1


@pytest.mark.parametrize("kind", ["a.tar", "a.zip"])
def test_archives_cut_late_give_much(kind: str, tmp_path: Path) -> None:
    data = KINDS[kind]
    assert len(keep(tmp_path / kind, data[: int(len(data) * 0.6)])) >= 5


def test_a_tar_cut_between_two_members_is_noticed(tmp_path: Path) -> None:
    data = tarred()
    second = data.index(f"in/{CODES[1]}.txt".encode())
    found = keep(tmp_path / "a.tar", data[:second])
    assert [name for name, _ in found] == [f"in/{CODES[0]}.txt", "a.tar"]


@pytest.mark.parametrize("kind", KINDS)
def test_archives_with_bytes_changed(kind: str, tmp_path: Path) -> None:
    data = bytearray(KINDS[kind])
    for place in range(len(data) // 2, len(data) // 2 + 40):
        data[place] ^= 0xFF
    for _, found in keep(tmp_path / kind, bytes(data)):
        assert isinstance(found, bytes | Unreadable)


@given(st.sampled_from(sorted(KINDS)), st.data())
def test_damage_never_raises(
    tmp_path_factory: pytest.TempPathFactory, kind: str, data: st.DataObject
) -> None:
    whole = bytearray(KINDS[kind])
    for _ in range(data.draw(st.integers(1, 5))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    path = tmp_path_factory.getbasetemp() / "damaged"
    path.write_bytes(whole)
    for found in read_records(path):
        assert isinstance(found, Record | Unreadable)


def test_folder_in_order_and_only_records(tmp_path: Path) -> None:
    inner = tmp_path / "b"
    inner.mkdir()
    (inner / "2.TXT").write_bytes(b"two")
    (tmp_path / "1.txt").write_bytes(b"one")
    (tmp_path / "README.md").write_bytes(b"no record")
    (tmp_path / "._1.txt").write_bytes(b"no record")
    assert list(read_source(tmp_path)) == [("1.txt", b"one"), ("b/2.TXT", b"two")]


def test_links_and_large_files_are_named_not_followed(tmp_path: Path) -> None:
    (tmp_path / "link.txt").symlink_to("/etc/hostname")
    (tmp_path / "large.txt").write_bytes(b"x" * (MAX_BYTES + 1))
    found = dict(read_source(tmp_path))
    assert {type(one) for one in found.values()} == {Unreadable}
    assert set(found) == {"link.txt", "large.txt"}


def test_one_file_and_none(tmp_path: Path) -> None:
    one = RECORDS / "9.900001.txt"
    assert list(read_source(one)) == [("9.900001.txt", FILES["9.900001"])]
    ((name, problem),) = read_source(tmp_path / "missing.txt")
    assert name == "missing.txt"
    assert isinstance(problem, Unreadable)


def test_hostile_tar(tmp_path: Path) -> None:
    whole = io.BytesIO()
    with tarfile.open(fileobj=whole, mode="w:gz") as tar:
        for name, kind in (("../../etc/a.txt", tarfile.REGTYPE), ("/b.txt", tarfile.SYMTYPE)):
            member = tarfile.TarInfo(name)
            member.type, member.linkname = kind, "/etc/passwd"
            tar.addfile(member, io.BytesIO())
        bomb = tarfile.TarInfo("bomb.txt")
        bomb.size = 50 * 1024 * 1024
        tar.addfile(bomb, io.BytesIO(bytes(bomb.size)))
        last = tarfile.TarInfo("c.txt")
        last.size = 1
        tar.addfile(last, io.BytesIO(b"c"))
    found = keep(tmp_path / "a.tgz", whole.getvalue())
    assert [name for name, _ in found] == ["etc/a.txt", "b.txt", "bomb.txt", "c.txt"]
    assert [type(one) for _, one in found] == [bytes, Unreadable, Unreadable, bytes]


def test_hostile_zip(tmp_path: Path) -> None:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("..\\..\\C:\\a.txt", b"a")
        packed.writestr("bomb.txt", bytes(50 * 1024 * 1024))
        packed.writestr("c.txt", b"c")
    found = keep(tmp_path / "a.zip", whole.getvalue())
    assert [(name, type(one)) for name, one in found] == [
        ("a.txt", bytes),
        ("bomb.txt", Unreadable),
        ("c.txt", bytes),
    ]


def test_a_zip_member_with_a_wrong_sum_does_not_stop_the_others(tmp_path: Path) -> None:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as packed:
        packed.writestr("a.txt", b"first content")
        packed.writestr("b.txt", b"second content")
    found = keep(tmp_path / "a.zip", whole.getvalue().replace(b"first", b"wrong"))
    assert isinstance(found[0][1], Unreadable)
    assert found[1] == ("b.txt", b"second content")


def test_a_bad_record_does_not_stop_the_rest(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"\xff\xfe\xfd")
    (tmp_path / "b.txt").write_bytes(FILES["9.900001"])
    bad, good = read_records(tmp_path)
    assert isinstance(bad, Unreadable)
    assert isinstance(good, Record)


def test_names_for_display() -> None:
    assert safe_name("/a//./../b\x00\u202e.txt") == "a/b.txt"
    assert safe_name("..") == "?"
    assert len(safe_name("x" * 999)) == 200

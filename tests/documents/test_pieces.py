"""Uploads in pieces over a line that breaks: in the end the file is whole, or it was refused."""

import hashlib
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toantrinh.documents.pieces import Assembly, WrongOffset
from toantrinh.kernel.errors import Refusal
from toantrinh.people.sealing import new_key

KEY = new_key()


@settings(deadline=None)
@given(data=st.data(), content=st.binary(min_size=1, max_size=300))
def test_any_broken_line_ends_in_the_same_file(data: st.DataObject, content: bytes) -> None:
    """Pieces get lost, come twice, overlap, or are written and never confirmed."""
    with tempfile.TemporaryDirectory() as folder:
        assembly = Assembly(Path(folder) / "pieces" / "one", len(content), KEY)
        confirmed = 0
        for _ in range(data.draw(st.integers(0, 12))):
            offset = data.draw(st.integers(0, len(content)))
            end = data.draw(st.integers(offset, len(content)))
            confirmed = _send(assembly, confirmed, offset, content[offset:end], data)
        while confirmed < len(content):
            step = data.draw(st.integers(1, len(content)))
            piece = content[confirmed : confirmed + step]
            confirmed = assembly.append(confirmed, confirmed, piece)
        assert assembly.content(hashlib.sha256(content).hexdigest().upper()) == content


def _send(
    assembly: Assembly, confirmed: int, offset: int, piece: bytes, data: st.DataObject
) -> int:
    """One request; its answer may get lost, and then the row keeps the old offset."""
    if offset != confirmed:
        with pytest.raises(WrongOffset) as wrong:
            assembly.append(confirmed, offset, piece)
        assert wrong.value.expected == confirmed
        return confirmed
    new = assembly.append(confirmed, offset, piece)
    return new if data.draw(st.booleans()) else confirmed


def test_another_version_of_a_lost_piece_takes_its_place(tmp_path: Path) -> None:
    assembly = Assembly(tmp_path / "one", 4, KEY)
    assembly.append(0, 0, b"abc")
    assert assembly.append(0, 0, b"xy") == 2
    assembly.append(2, 2, b"zz")
    assert assembly.content() == b"xyzz"


def test_more_than_announced_is_refused(tmp_path: Path) -> None:
    assembly = Assembly(tmp_path / "one", 3, KEY)
    with pytest.raises(Refusal, match="dài hơn"):
        assembly.append(0, 0, b"abcd")
    assert not assembly.folder.exists()


def test_a_short_file_and_a_wrong_digest_are_refused(tmp_path: Path) -> None:
    assembly = Assembly(tmp_path / "one", 3, KEY)
    with pytest.raises(Refusal, match="không khớp"):
        assembly.content()
    assembly.append(0, 0, b"abc")
    with pytest.raises(Refusal, match="không khớp"):
        assembly.content(hashlib.sha256(b"abd").hexdigest())
    assembly.drop()
    assert not assembly.folder.exists()


def test_a_wrong_offset_says_where_to_go_on(tmp_path: Path) -> None:
    assembly = Assembly(tmp_path / "one", 9, KEY)
    assembly.append(0, 0, b"abc")
    with pytest.raises(WrongOffset) as wrong:
        assembly.append(3, 0, b"abc")
    assert wrong.value.text().endswith("Hãy gửi tiếp từ byte 3.")
    assert wrong.value.status == 409


def test_what_lies_on_disk_tells_nothing_and_fits_nowhere_else(tmp_path: Path) -> None:
    assembly = Assembly(tmp_path / "one", 12, KEY)
    assembly.append(0, 0, b"secret")
    assembly.append(6, 6, b"hidden")
    first, second = (tmp_path / "one" / name for name in ("0", "6"))
    assert b"secret" not in first.read_bytes()
    assert first.stat().st_mode & 0o077 == 0
    second.write_bytes(first.read_bytes())
    with pytest.raises(Refusal, match="Không mở được"):
        assembly.content()

"""Archive, folder or file to a stream of (name, bytes), in order and without touching the disk.

Only files named *.txt are records; others are passed over. Names are for display: they are never
opened or written, and lose everything that could lead elsewhere. What cannot be read comes as an
Unreadable in place of its bytes; a broken archive gives what lies before the break, then says so.
"""

import bz2
import gzip
import lzma
import os
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, cast

from toantrinh.catalogue.national.records import Unreadable
from toantrinh.catalogue.national.sections import MAX_BYTES
from toantrinh.catalogue.national.zips import salvage

Piece = tuple[str, bytes | Unreadable]

MAX_FILES = 200_000
MAX_TOTAL = 4 * 1024**3  # unpacked; a bomb ends here
_BLOCK = 512
_BROKEN = (tarfile.TarError, EOFError, OSError, lzma.LZMAError, zlib.error, ValueError)
_BAD_MEMBER = (zipfile.BadZipFile, RuntimeError, NotImplementedError, *_BROKEN)


def read_source(path: Path) -> Iterator[Piece]:
    """The records of a tar (plain, gz, bz2, xz), a zip, a folder with its folders, or one file."""
    name = safe_name(path.name)
    try:
        if path.is_dir():
            yield from _folder(path)
            return
        if not path.exists():
            yield name, Unreadable("Không có tệp hay thư mục này.", file=name)
            return
        with path.open("rb") as file:
            yield from _file(file, name)
    except OSError as error:
        yield name, Unreadable("Không đọc được: %(why)s.", file=name, why=error.strerror)


def safe_name(name: str) -> str:
    """A member's path for display: relative, without `..`, drive, control signs or excess."""
    parts = name.replace("\\", "/").encode("utf-8", "replace").decode().split("/")
    kept = [part for part in parts if part not in {"", ".", ".."} and not part.endswith(":")]
    plain = "".join(sign for sign in "/".join(kept) if sign.isprintable())
    return plain[-200:] or "?"


def _file(file: IO[bytes], name: str) -> Iterator[Piece]:
    head = file.read(_BLOCK)
    file.seek(0)
    if head.startswith(b"\xfd7zXZ\x00"):
        with lzma.open(file) as unpacked:
            yield from _tar(unpacked, name)
    elif head.startswith(b"\x1f\x8b"):
        with gzip.open(file) as unzipped:
            yield from _tar(cast("IO[bytes]", unzipped), name)
    elif head.startswith(b"BZh"):
        with bz2.open(file) as unbundled:
            yield from _tar(unbundled, name)
    elif head[257:262] == b"ustar":
        yield from _tar(file, name)
    elif head.startswith(b"PK"):
        yield from _zip(file, name)
    else:
        yield name, _sized(file.read(MAX_BYTES + 1), name)


def _folder(path: Path) -> Iterator[Piece]:
    for place, folders, files in os.walk(path):
        folders.sort()
        for found in sorted(files):
            if _is_record(found):
                file = Path(place) / found
                name = safe_name(str(file.relative_to(path)))
                yield name, _plain_file(file, name)


def _plain_file(file: Path, name: str) -> bytes | Unreadable:
    if file.is_symlink() or not file.is_file():
        return Unreadable("“%(file)s” không phải là tệp thường.", file=name)
    try:
        with file.open("rb") as opened:
            return _sized(opened.read(MAX_BYTES + 1), name)
    except OSError as error:
        return Unreadable("Không đọc được: %(why)s.", file=name, why=error.strerror)


def _tar(stream: IO[bytes], name: str) -> Iterator[Piece]:
    """The members one after another; a tar that does not end with empty blocks was cut."""
    count = 0
    whole = False
    try:
        with tarfile.open(fileobj=stream, mode="r:") as tar:
            while (member := tar.next()) is not None and _within(count, member.offset_data):
                if _is_record(member.name) and not member.isdir():
                    yield _member(tar, member)
                    count += 1
            stream.seek(tar.offset)
            whole = stream.read(_BLOCK) == bytes(_BLOCK)
    except _BROKEN:
        whole = False
    if not whole:
        yield name, _broken(name, count)


def _member(tar: tarfile.TarFile, member: tarfile.TarInfo) -> Piece:
    name = safe_name(member.name)
    opened = tar.extractfile(member) if member.isfile() else None
    if opened is None:
        return name, Unreadable("“%(file)s” không phải là tệp thường.", file=name)
    data = opened.read(MAX_BYTES + 1)
    if len(data) < min(member.size, MAX_BYTES + 1):
        raise EOFError
    return name, _sized(data, name)


def _zip(file: IO[bytes], name: str) -> Iterator[Piece]:
    try:
        packed = zipfile.ZipFile(file)
        members = packed.infolist()
    except _BAD_MEMBER:
        # Without its directory at the end, a zip still has a header before each file.
        yield from _cut_zip(file, name)
        return
    total = 0
    for count, member in enumerate(members):
        total += member.file_size
        if not _within(count, total):
            yield name, _broken(name, count)
            return
        if _is_record(member.filename) and not member.is_dir():
            inner = safe_name(member.filename)
            yield inner, _zipped(packed, member, inner)


def _zipped(packed: zipfile.ZipFile, member: zipfile.ZipInfo, name: str) -> bytes | Unreadable:
    try:
        with packed.open(member) as opened:
            return _sized(opened.read(MAX_BYTES + 1), name)
    except _BAD_MEMBER:
        return Unreadable("Tệp “%(file)s” trong kho bị hỏng hoặc bị khóa.", file=name)


def _cut_zip(file: IO[bytes], name: str) -> Iterator[Piece]:
    count = 0
    for found, data in salvage(file, MAX_BYTES):
        if _is_record(found):
            inner = safe_name(found)
            yield inner, _sized(data, inner)
            count += 1
    yield name, _broken(name, count)


def _is_record(name: str) -> bool:
    base = name.replace("\\", "/").rpartition("/")[2]
    # "._x.txt" is what a Mac leaves beside x.txt.
    return base.lower().endswith(".txt") and not base.startswith(".")


def _within(count: int, total: int) -> bool:
    return count < MAX_FILES and total < MAX_TOTAL


def _sized(data: bytes, name: str) -> bytes | Unreadable:
    if len(data) > MAX_BYTES:
        return Unreadable(
            "Tệp lớn quá mức của một thủ tục (hơn %(size)s byte).", file=name, size=MAX_BYTES
        )
    return data


def _broken(name: str, count: int) -> Unreadable:
    return Unreadable(
        "Kho “%(file)s” hỏng hoặc bị cắt: chỉ đọc được %(count)s tệp đầu, phần còn lại thì không.",
        file=name,
        count=count,
    )

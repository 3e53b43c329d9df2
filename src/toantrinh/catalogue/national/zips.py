"""What can be saved from a zip that lost its directory: each file has a header of its own."""

import struct
import zlib
from collections.abc import Iterator
from typing import IO

_SIGNATURE = b"PK\x03\x04"
# Version, flags, method, time, date, crc, packed size, size, length of name, length of extra.
_HEADER = struct.Struct("<5H3I2H")
_ENCRYPTED, _SIZES_LATER, _UTF8 = 0x1, 0x8, 0x800
_STORED, _DEFLATED = 0, 8
_STEP = 65536


def salvage(file: IO[bytes], most: int) -> Iterator[tuple[str, bytes]]:
    """Names and contents up to the first file that is not whole; contents end after `most` + 1."""
    file.seek(0)
    while file.read(len(_SIGNATURE)) == _SIGNATURE:
        head = file.read(_HEADER.size)
        if len(head) < _HEADER.size:
            return
        _, flags, method, _, _, crc, packed, _, name_length, extra = _HEADER.unpack(head)
        name = file.read(name_length).decode("utf-8" if flags & _UTF8 else "cp437", "replace")
        file.seek(extra, 1)
        if flags & (_ENCRYPTED | _SIZES_LATER) or method not in {_STORED, _DEFLATED}:
            return
        start = file.tell()
        data = _unpack(file, packed, most, deflated=method == _DEFLATED)
        if data is None or (len(data) <= most and zlib.crc32(data) != crc):
            return
        yield name, data
        file.seek(start + packed)


def _unpack(file: IO[bytes], packed: int, most: int, *, deflated: bool) -> bytes | None:
    """The content, no more than one byte too many; None if the file ends before."""
    engine = zlib.decompressobj(-zlib.MAX_WBITS)
    whole = bytearray()
    left = packed
    while left and len(whole) <= most:
        chunk = file.read(min(_STEP, left))
        if not chunk:
            return None
        left -= len(chunk)
        try:
            whole += engine.decompress(chunk, most + 1) if deflated else chunk
        except zlib.error:
            return None
    return bytes(whole[: most + 1])

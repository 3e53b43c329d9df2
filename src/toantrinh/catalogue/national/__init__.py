"""The national portal's published procedure records: archive, folder or file to `Record`.

    for found in read_records(path):
        if isinstance(found, Unreadable): report(found.file, found.line, found.text())
        else: keep(found.code, found.digest(), found)

- `read_source(path)` streams `(name, bytes | Unreadable)` from a tar, zip, folder or single file.
- `read_record(name, data)` gives one `Record` or raises `Unreadable`, never anything else.
- `Record.digest()` is equal for records that differ only in spaces, line endings or the byte mark.
- `Record.unparsed` counts what kept its text but gave no number or known word: `limits`,
  `limits_in_notes` (only the notes name durations), `limit_units` (a number with unit OTHER),
  `fees`, `papers`, `empty_papers`, `legal_bases`, `level`, `kind`, `channels`, `lines` (text
  outside every item; see `Record.sections`). `Record.parsed()` counts what became numbers.

Pure Python: no database, no Django.
"""

from collections.abc import Iterator
from pathlib import Path

from toantrinh.catalogue.national.archive import read_source
from toantrinh.catalogue.national.reader import read_record
from toantrinh.catalogue.national.records import (
    Channel,
    ChannelKind,
    Fee,
    FeeKind,
    Kind,
    LegalBasis,
    Level,
    Limit,
    Paper,
    Paragraph,
    Record,
    Section,
    Unit,
    Unreadable,
)

__all__ = [
    "Channel",
    "ChannelKind",
    "Fee",
    "FeeKind",
    "Kind",
    "LegalBasis",
    "Level",
    "Limit",
    "Paper",
    "Paragraph",
    "Record",
    "Section",
    "Unit",
    "Unreadable",
    "read_record",
    "read_records",
    "read_source",
]


def read_records(path: Path) -> Iterator[Record | Unreadable]:
    """Each record of a source, or why it cannot be read; one bad file never stops the rest."""
    for name, data in read_source(path):
        if isinstance(data, Unreadable):
            yield data
            continue
        try:
            record = read_record(name, data)
        except Unreadable as problem:
            yield problem
        else:
            yield record

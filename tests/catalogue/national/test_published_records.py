"""The published records themselves: `TOANTRINH_RECORDS` names the archive, folder or file.

The counts are those of the archive of 4,511 records copied on 20/7/2026. What has no number is
listed with its reason; a change in any count is a change in what people will be told.
"""

import os
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.catalogue.national import whole
from toantrinh.catalogue.national import (
    ChannelKind,
    Kind,
    Level,
    Record,
    Unreadable,
    read_record,
    read_source,
)

pytestmark = pytest.mark.records

Files = dict[str, bytes]


@pytest.fixture(scope="module")
def files() -> Files:
    found = dict(read_source(Path(os.environ["TOANTRINH_RECORDS"])))
    assert not [one for one in found.values() if isinstance(one, Unreadable)]
    return {name: data for name, data in found.items() if isinstance(data, bytes)}


@pytest.fixture(scope="module")
def records(files: Files) -> list[Record]:
    return list(_read(files))


def _read(files: Files) -> Iterator[Record]:
    for name, data in files.items():
        yield read_record(name, data)


def test_all_are_read_in_time(files: Files) -> None:
    began = time.process_time()
    assert sum(1 for _ in _read(files)) == 4511
    assert time.process_time() - began < 8


def test_nothing_is_lost(files: Files, records: list[Record]) -> None:
    lost = {one.file: whole.lost_lines(files[one.file], one) for one in records}
    assert {name: lines for name, lines in lost.items() if lines} == {}


def test_every_line_stands_in_a_field(records: list[Record]) -> None:
    unspoken = {one.file: whole.unspoken(one) for one in records}
    assert {name: lines for name, lines in unspoken.items() if lines} == {}
    for one in records:
        assert all(written == read for written, read in whole.fee_words(one)), one.file
        assert whole.quantities(one) == len(one.papers) + one.unparsed.get("empty_papers", 0)


def test_codes_and_digests_tell_records_apart(records: list[Record]) -> None:
    assert len({one.code for one in records}) == 4511
    assert len({one.digest() for one in records}) == 4511


def test_known_words(records: list[Record]) -> None:
    assert Counter(level for one in records for level in one.levels) == {
        Level.PROVINCE: 2133,
        Level.MINISTRY: 1420,
        Level.COMMUNE: 885,
    }
    assert sum(not one.levels for one in records) == 73  # the portal has no information
    assert Counter(one.kind for one in records) == {
        Kind.ASSIGNED: 3520,
        Kind.NOT_ASSIGNED: 547,
        Kind.OTHER: 291,
        Kind.LOCAL: 78,
        Kind.CENTRAL: 75,
    }
    assert Counter(way.kind for one in records for way in one.channels) == {
        ChannelKind.DIRECT: 4704,
        ChannelKind.POST: 4255,
        ChannelKind.ONLINE: 4139,
    }


def test_what_became_a_number(records: list[Record]) -> None:
    ways = [way for one in records for way in one.channels]
    assert len(ways) == 13_098
    assert sum(way.limit is not None and way.limit.stated for way in ways) == 12_522
    assert sum(way.limit is not None and not way.limit.stated for way in ways) == 52
    fees = [fee for way in ways for fee in way.fees]
    assert len(fees) == 12_302
    assert sum(fee.amount is not None for fee in fees) == 9_257
    counted = sum((one.parsed() for one in records), Counter[str]())
    assert counted == {"limits": 11_828, "fees": 9_257}
    papers = [paper for one in records for paper in one.papers]
    assert len(papers) == 21_957
    assert all(paper.originals is not None and paper.copies is not None for paper in papers)
    bases = [basis for one in records for basis in one.legal_bases]
    assert len(bases) == 18_728
    assert sum(bool(basis.number) for basis in bases) == 18_661


def test_what_did_not(records: list[Record]) -> None:
    unparsed: Counter[str] = Counter()
    for one in records:
        unparsed.update(one.unparsed)
    assert unparsed == {
        # 2,521 say 0 and point to a tariff, 524 are sentences such as "Do HĐND cấp tỉnh quy định".
        "fees": 3045,
        # The unit is OTHER: mostly "1 OTHER", often meant as "the same day", nowhere said so.
        "limit_units": 746,
        # Sentences with several cases or steps, or without a duration.
        "limits": 168,
        # The limit says nothing, the notes name durations, but of several cases.
        "limits_in_notes": 171,
        # A name or a bare number of a law without year and kind.
        "legal_bases": 67,
        # A quantity without any name of a paper.
        "empty_papers": 27,
    }
    assert sum(len(one.paper_notes) for one in records) == 14


def test_agencies(records: list[Record]) -> None:
    assert sum(not one.agency_performing for one in records) == 873
    assert sum(not one.agency_competent for one in records) == 2757
    assert sum(not (one.agency_performing or one.agency_competent) for one in records) == 670

"""Every body of the published records; `TOANTRINH_RECORDS` names the archive, folder or file."""

import os
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from toantrinh.catalogue.national import read_record, read_source
from toantrinh.government import bodies

pytestmark = pytest.mark.records
TODAY = date(2026, 11, 22)


def test_nearly_all_bodies_are_recognised_and_nearly_all_others_have_a_sector() -> None:
    seen: Counter[str] = Counter()
    for name, data in read_source(Path(os.environ["TOANTRINH_RECORDS"])):
        assert isinstance(data, bytes)
        record = read_record(name, data)
        body = ", ".join(record.agency_performing or record.agency_competent)
        found = bodies.candidates(
            body, record.level_text, TODAY, sector=record.sector, decision=record.decision
        )
        named = any(one.words for one in found)
        how = "body" if named else "sector" if found else "level"
        seen[f"{'said' if body else 'silent'}: {how}"] += 1
    assert seen == {
        "said: body": 3794,
        "said: sector": 43,
        "said: level": 4,
        "silent: sector": 658,
        "silent: level": 12,
    }

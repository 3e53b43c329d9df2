"""Burden and lint over the published records themselves, named by `TOANTRINH_RECORDS`."""

import os
import time
from datetime import date
from pathlib import Path

import pytest

from toantrinh.catalogue import burden as b
from toantrinh.catalogue.content import ProcedureContent
from toantrinh.catalogue.conversion import content_of
from toantrinh.catalogue.costs import model_on
from toantrinh.catalogue.lint import counted, lint
from toantrinh.catalogue.national import Record, read_records

pytestmark = pytest.mark.records
DAY = date(2026, 11, 25)


@pytest.fixture(scope="module")
def contents() -> list[ProcedureContent]:
    found = read_records(Path(os.environ["TOANTRINH_RECORDS"]))
    return [content_of(one) for one in found if isinstance(one, Record)]


def test_wordings_do_well_on_what_was_looked_at(contents: list[ProcedureContent]) -> None:
    told = b.review(contents)
    assert (told["tune"]["papers"], told["held"]["papers"]) == (399, 147)
    assert told["tune"]["precision"] >= 0.95
    assert told["tune"]["recall"] >= 0.85
    # A hundred and fifty that nobody used for choosing words: fifteen of twenty found.
    assert told["held"]["precision"] >= 0.8
    assert told["held"]["recall"] >= 0.7


def test_the_whole_catalogue_in_seconds(contents: list[ProcedureContent]) -> None:
    began = time.process_time()
    model = model_on(DAY)
    burdens = b.ranked(b.burden_of(one, model) for one in contents)
    findings = list(lint(contents, DAY))
    assert time.process_time() - began < 12
    whole = b.total(burdens)
    assert (whole["procedures"], whole["with_held"] > 1000) == (4511, True)
    assert all(one.saved.minutes <= one.cost.minutes for one in burdens)
    assert sum(one.owner.key == "unknown" for one in burdens) < 50
    rules = counted(findings)
    assert rules["limit_missing"] + rules["limit_unclear"] == 1270
    assert rules["fee_unclear"] == 3045
    assert rules["basis_unreadable"] == 67

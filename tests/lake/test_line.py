"""Lines of one kept database each look at their own files, for as long as the lake is as it is."""

from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from tests.measures.lakes import lake_of
from tests.measures.odd import agencies
from toantrinh.lake.line import look, ready


def test_lines_share_what_is_learned_and_not_what_is_looked_at(tmp_path: Path) -> None:
    lake = lake_of(tmp_path / "lake", agencies=agencies())
    known = lake.current()
    one, other = ready(lake, known), ready(lake, known)
    look(one, lake.files(known))
    look(other, {})
    asked = "SELECT count(*) FROM agencies"
    assert one.execute(asked).fetchone() == (len(agencies()),)
    assert other.execute(asked).fetchone() == (0,)
    one.execute("CREATE TABLE learned (what VARCHAR)")
    assert other.execute("FROM learned").fetchall() == []
    # A lake that is another begins anew.
    with pytest.raises(duckdb.CatalogException):
        ready(lake, replace(known, made_at="later")).execute("FROM learned")

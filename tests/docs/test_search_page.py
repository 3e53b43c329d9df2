"""docs/search.md: a saying added as the page tells is understood."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.catalogue.teaching import forget
from toantrinh.catalogue import sayings
from toantrinh.catalogue.actions import import_records
from toantrinh.catalogue.search import search
from toantrinh.kernel.actors import SYSTEM

ROOT = Path(__file__).parent.parent.parent
PAGE = (ROOT / "docs" / "search.md").read_text(encoding="utf-8")
(LINE,) = re.findall(r"^    ([^\n,]+,[^\n,]+)$", PAGE, re.MULTILINE)


@pytest.fixture
def taught(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Copies of the data files, read anew before and after."""
    shutil.copytree(sayings.DATA, tmp_path / "data")
    monkeypatch.setattr(sayings, "DATA", tmp_path / "data")
    forget()
    yield tmp_path / "data" / "synonyms.csv"
    monkeypatch.undo()
    forget()


@pytest.mark.usefixtures("db")
def test_a_saying_added_as_the_page_tells_is_understood(taught: Path) -> None:
    import_records(ROOT / "tests/catalogue/records", actor=SYSTEM)
    said = LINE.partition(",")[0].split()[:2]
    query = f"cho em hỏi {' '.join(said)} cần giấy tờ gì"
    assert "9.900001" not in [hit.code for hit in search(query, limit=1)]
    with taught.open("a", encoding="utf-8") as file:
        file.write(f"{' '.join(said)},{LINE.partition(',')[2]}\n")
    forget()
    assert search(query)[0].code == "9.900001"


def test_the_page_names_what_is_there() -> None:
    for name in re.findall(r"`data/(\w+\.csv)`", PAGE):
        assert (sayings.DATA / name).exists()
    for name in ("wording", "slips", "mending", "phrasing", "fitting", "index"):
        assert f"`{name}`" in PAGE
        assert (sayings.DATA.parent / f"{name}.py").exists()

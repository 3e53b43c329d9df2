"""What the first view weighs on a weak line, and what the typeface can write."""

import gzip
import unicodedata

import pytest
from fontTools.ttLib import TTFont

from tests.web.look.make_fonts import FIGURE_WIDTH, FIGURES, letters
from tests.web.look.pages import gallery
from tests.web.look.rendering import LOOK

STATIC = LOOK / "static" / "look"
FONTS = sorted((STATIC / "fonts").glob("*.woff2"))
PAGES = gallery()
KB = 1024


def packed(content: bytes) -> int:
    """Bytes over the wire."""
    return len(gzip.compress(content, 6))


def test_the_stylesheet_is_small() -> None:
    assert packed((STATIC / "look.css").read_bytes()) <= 8 * KB


@pytest.mark.parametrize("name", sorted(PAGES))
def test_a_first_view_fits_in_fifty_kilobytes(name: str) -> None:
    html = packed(PAGES[name].encode())
    files = packed((STATIC / "look.css").read_bytes()) + packed(
        (STATIC / "emblem.svg").read_bytes()
    )
    fonts = sum(font.stat().st_size for font in FONTS)
    headers = 5 * 500
    assert html <= 12 * KB
    assert html + files + fonts + headers <= 50 * KB


def test_there_are_two_weights_under_their_licence() -> None:
    assert [font.name for font in FONTS] == ["be-vietnam-400.woff2", "be-vietnam-600.woff2"]
    assert "SIL OPEN FONT LICENSE Version 1.1" in (STATIC / "fonts/OFL.txt").read_text()
    assert all(font.stat().st_size <= 14 * KB for font in FONTS)


@pytest.mark.parametrize("place", FONTS, ids=lambda place: str(place.stem))
def test_the_typeface_writes_all_of_vietnamese(place: object) -> None:
    written = set(TTFont(place).getBestCmap())
    assert [letter for letter in letters() if ord(letter) not in written] == []
    assert {
        ord(letter) for letter in unicodedata.normalize("NFC", "Nguyễn Đỗ Vừ Mỷ ượ ₫")
    } <= written


@pytest.mark.parametrize("place", FONTS, ids=lambda place: str(place.stem))
def test_figures_in_tables_are_equally_wide(place: object) -> None:
    font = TTFont(place)
    table = font["GSUB"].table
    (feature,) = [r.Feature for r in table.FeatureList.FeatureRecord if r.FeatureTag == "tnum"][:1]
    (rule,) = table.LookupList.Lookup[feature.LookupListIndex[0]].SubTable
    even = [rule.mapping[font.getBestCmap()[ord("0") + place]] for place in range(len(FIGURES))]
    assert {font["hmtx"].metrics[name][0] for name in even} == {FIGURE_WIDTH}

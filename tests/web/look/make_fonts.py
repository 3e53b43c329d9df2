"""Make the two font files of the look from the family's TrueType files.

    python -m tests.web.look.make_fonts FOLDER

FOLDER holds BeVietnamPro-Regular.ttf and BeVietnamPro-SemiBold.ttf. The family has figures of
unequal width and no `tnum` feature, so figures of one width are added: tables need columns.
"""

import sys
import unicodedata
from pathlib import Path

from fontTools import subset
from fontTools.feaLib.builder import addOpenTypeFeaturesFromString
from fontTools.pens.boundsPen import BoundsPen
from fontTools.pens.transformPen import TransformPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont

FONTS = Path(__file__).resolve().parents[3] / "src/toantrinh/web/look/static/look/fonts"
WEIGHTS = {"Regular": "be-vietnam-400.woff2", "SemiBold": "be-vietnam-600.woff2"}
FIGURES = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
FIGURE_WIDTH = 640
_VOWELS = "aăâeêioôơuưy"
_TONES = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
_SIGNS = "\u00a0–—‘’“”…·•×₫°§«»−"


def letters() -> str:
    """Every letter, figure and sign that Vietnamese pages need."""
    vowels = {unicodedata.normalize("NFC", vowel + tone) for vowel in _VOWELS for tone in _TONES}
    plain = {chr(code) for code in range(0x20, 0x7F)}
    return "".join(sorted(plain | vowels | {v.upper() for v in vowels} | set("đĐ" + _SIGNS)))


def make(source: Path, target: Path) -> None:
    """Write the subset of one weight as WOFF2."""
    font = TTFont(source)
    options = subset.Options()
    options.hinting = False
    options.layout_features = ["kern"]
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    options.drop_tables += ["DSIG"]
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=[ord(letter) for letter in letters()])
    subsetter.subset(font)
    _add_even_figures(font)
    font.flavor = "woff2"
    font.save(target)


def _add_even_figures(font: TTFont) -> None:
    """Add the feature `tnum`: the same figures, each in the middle of one width."""
    glyphs = font.getGlyphSet()
    order = list(font.getGlyphOrder())
    for name in FIGURES:
        bounds = BoundsPen(glyphs)
        glyphs[name].draw(bounds)
        left, _bottom, right, _top = bounds.bounds
        margin = round((FIGURE_WIDTH - (right - left)) / 2)
        pen = TTGlyphPen(None)
        glyphs[name].draw(TransformPen(pen, (1, 0, 0, 1, margin - left, 0)))
        even = f"{name}.tnum"
        order.append(even)
        font["glyf"].glyphs[even] = pen.glyph()
        font["hmtx"].metrics[even] = (FIGURE_WIDTH, margin)
    font.setGlyphOrder(order)
    font["glyf"].glyphOrder = order
    font["maxp"].numGlyphs = len(order)
    rules = "".join(f"sub {name} by {name}.tnum;" for name in FIGURES)
    addOpenTypeFeaturesFromString(
        font,
        f"languagesystem DFLT dflt; languagesystem latn dflt; feature tnum {{{rules}}} tnum;",
        tables=["GSUB"],
    )


if __name__ == "__main__":
    for weight, name in WEIGHTS.items():
        make(Path(sys.argv[1]) / f"BeVietnamPro-{weight}.ttf", FONTS / name)
        print(name, (FONTS / name).stat().st_size)

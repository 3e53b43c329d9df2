"""The colours, by WCAG 2.2: text 4.5 to 1, edges and marks that carry meaning 3 to 1."""

import re

import pytest

from tests.web.look.rendering import LOOK

CSS = (LOOK / "static/look/look.css").read_text(encoding="utf-8")
COLOURS = dict(re.findall(r"--([a-z-]+): (#[0-9A-F]{6});", CSS))

TEXT = [
    *(("ink", ground) for ground in ("paper", "card", "still", "lam-tint", "red-tint")),
    *(("ink", ground) for ground in ("gold-tint", "leaf-tint")),
    *(("soft", ground) for ground in ("paper", "card", "still", "lam-tint", "gold-tint")),
    *(("soft", ground) for ground in ("red-tint", "leaf-tint")),
    *(("lam", ground) for ground in ("paper", "card", "lam-tint", "gold-tint", "red-tint")),
    *(("lam", ground) for ground in ("leaf-tint", "still")),
    *(("lam-deep", ground) for ground in ("paper", "card", "lam-tint", "gold-tint")),
    *(("red", ground) for ground in ("paper", "card", "red-tint")),
    *(("gold-ink", ground) for ground in ("paper", "card", "gold-tint")),
    *(("leaf", ground) for ground in ("card", "leaf-tint")),
    *(("card", ground) for ground in ("lam", "lam-deep", "ink")),
    ("paper", "ink"),
]
MARKS = [
    *(("edge", ground) for ground in ("paper", "card")),
    *((mark, "card") for mark in ("lam", "leaf", "red", "gold")),
    ("lam", "paper"),
    ("gold", "gold-tint"),
]


def luminance(colour: str) -> float:
    """Relative luminance of `#RRGGBB`."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The ratio, from 1 to 21."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_black_on_white_is_twenty_one() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize(("text", "ground"), TEXT)
def test_text_can_be_read(text: str, ground: str) -> None:
    assert contrast(COLOURS[text], COLOURS[ground]) >= 4.5


@pytest.mark.parametrize(("mark", "ground"), MARKS)
def test_marks_can_be_seen(mark: str, ground: str) -> None:
    assert contrast(COLOURS[mark], COLOURS[ground]) >= 3


def test_colours_are_named_once() -> None:
    rules = CSS.split("}", 3)[-1] if "@font-face" in CSS else CSS
    after_root = rules[rules.index("/* Ground */") :]
    assert set(re.findall(r"#[0-9A-Fa-f]{3,6}\b", after_root)) <= {"#FFFFFF", "#999"}


def test_red_is_for_what_is_late() -> None:
    for selector, body in re.findall(r"([^{}]+)\{([^{}]*)\}", CSS):
        if "var(--red" in body:
            assert re.search(r"late|overdue", selector), selector


def test_lengths_lie_on_the_grid() -> None:
    for name, value in re.findall(r"\b(margin[a-z-]*|padding[a-z-]*|gap): ([^;]+);", CSS):
        for pixels in re.findall(r"(?<![\d.])(\d+)px", value):
            assert int(pixels) % 2 == 0 or int(pixels) in {1, 5, 9}, (name, value)


def test_every_width_from_320_works_from_the_small_up() -> None:
    assert "max-width" not in "".join(re.findall(r"@media ([^{]+)\{", CSS)).replace(
        "(min-width: 900px) and (max-width: 1099px)", ""
    )
    assert "@media print" in CSS
    assert "forced-colors" in CSS
    assert ":focus-visible" in CSS
    assert not re.search(r"outline: (?:0|none)", CSS.replace("main:focus { outline: none; }", ""))

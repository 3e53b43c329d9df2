"""Marked copies: every part of every page says for what it was made, and stays readable."""

import io
from datetime import UTC, datetime

import pikepdf
import pytest
from PIL import Image, ImageChops

from toantrinh.documents.uploads import JPEG, PDF, PNG
from toantrinh.documents.watermark import Mark, watermarked

MARK = Mark(
    "H56-261125-0001",
    "Ủy ban nhân dân phường Hạc Thành",
    "Công chức Tư pháp - Hộ tịch",
    datetime(2026, 11, 25, 8, 30, tzinfo=UTC),
)


def _picture(size: tuple[int, int], kind: str) -> bytes:
    made = io.BytesIO()
    Image.new("RGB", size, "white").save(made, kind)
    return made.getvalue()


@pytest.mark.parametrize("size", [(1200, 800), (600, 900), (300, 1200), (160, 120)])
@pytest.mark.parametrize(("media_type", "kind"), [(JPEG, "JPEG"), (PNG, "PNG")])
def test_every_part_of_a_picture_is_marked(
    size: tuple[int, int], media_type: str, kind: str
) -> None:
    content = _picture(size, kind)
    marked = Image.open(io.BytesIO(watermarked(content, media_type, MARK)))
    assert (marked.size, marked.format) == (size, kind)
    changed = ImageChops.difference(marked.convert("RGB"), Image.new("RGB", size, "white"))
    parts = [
        changed.crop(
            (x * size[0] // 3, y * size[1] // 3, (x + 1) * size[0] // 3, (y + 1) * size[1] // 3)
        )
        for x in range(3)
        for y in range(3)
    ]
    assert all(max(part.convert("L").tobytes()) > 40 for part in parts)
    # What lies under the words can still be read.
    light = sum(shade < 20 for shade in changed.convert("L").tobytes())
    assert light > 0.5 * size[0] * size[1]


def _pages(*sizes: tuple[float, float], turned: int = 0) -> bytes:
    pdf = pikepdf.new()
    for size in sizes:
        page = pdf.add_blank_page(page_size=size)
        page.obj["/Rotate"] = turned
    out = io.BytesIO()
    pdf.save(out)
    return out.getvalue()


@pytest.mark.parametrize("turned", [0, 90, 180, 270])
def test_every_page_is_marked_whatever_its_size(turned: int) -> None:
    content = _pages((595, 842), (842, 595), (200, 100), turned=turned)
    with pikepdf.open(io.BytesIO(watermarked(content, PDF, MARK))) as pdf:
        assert len(pdf.pages) == 3
        for page in pdf.pages:
            [form] = page.obj["/Resources"]["/XObject"].values()
            assert form["/Subtype"] == "/Form" and "/Font" in form["/Resources"]
            assert page.obj["/Rotate"] == turned


def test_words_are_those_of_the_mark_and_no_markup() -> None:
    content = _picture((600, 400), "PNG")
    other = Mark(MARK.dossier, MARK.agency, "#panic() $x$ *đậm*", MARK.at)
    assert watermarked(content, PNG, MARK) != watermarked(content, PNG, other)
    later = Mark(MARK.dossier, MARK.agency, MARK.post, datetime(2026, 11, 26, tzinfo=UTC))
    assert watermarked(content, PNG, MARK) != watermarked(content, PNG, later)
    assert watermarked(content, PNG, MARK) == watermarked(content, PNG, MARK)

"""Copies of identity papers say for what they were made, across every page.

What is kept stays as it is; only what leaves is marked. In pictures the words become pixels. In
PDFs they are drawn over each page: somebody with the right tools could take them out again, which
the log of looks does not forget.
"""

import io
import json
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Literal

import pikepdf
from PIL import Image

from toantrinh.documents.letters import TEMPLATES, compiler
from toantrinh.documents.uploads import JPEG, PDF
from toantrinh.kernel.time import local

_JPEG_QUALITY = 88
# Points a side; a picture is drawn as a page of this width and stretched.
_WIDTH = 595.0
_COLOUR = (158, 27, 27)
# No page is larger in PDF, and none needs to be smaller than a stamp.
_LARGEST, _SMALLEST = 14_400.0, 36.0


@dataclass(frozen=True)
class Mark:
    """For what a copy was made, by whom and when."""

    dossier: str
    agency: str
    post: str
    at: datetime


def watermarked(content: bytes, media_type: str, mark: Mark) -> bytes:
    """The same paper with the mark across it; a PDF, JPEG or PNG as uploads are."""
    return _pdf(content, mark) if media_type == PDF else _picture(content, media_type, mark)


def _pdf(content: bytes, mark: Mark) -> bytes:
    with pikepdf.open(io.BytesIO(content)) as pdf:
        drawn: dict[tuple[int, int], pikepdf.Pdf] = {}
        for page in pdf.pages:
            size = _size(page)
            if size not in drawn:
                drawn[size] = pikepdf.open(io.BytesIO(_drawn(mark, *size, "pdf", None)))
            page.add_overlay(drawn[size].pages[0], None)
        out = io.BytesIO()
        pdf.save(out)
        for each in drawn.values():
            each.close()
    return out.getvalue()


def _size(page: pikepdf.Page) -> tuple[int, int]:
    """Width and height as the page is looked at, in whole points."""
    box = [float(side) for side in page.trimbox]
    wide, high = abs(box[2] - box[0]), abs(box[3] - box[1])
    turned = int(page.obj.get("/Rotate", 0)) % 180 == 90
    sides = (high, wide) if turned else (wide, high)
    return (_whole(sides[0]), _whole(sides[1]))


def _whole(side: float) -> int:
    return round(min(max(side, _SMALLEST), _LARGEST))


def _picture(content: bytes, media_type: str, mark: Mark) -> bytes:
    kind = "JPEG" if media_type == JPEG else "PNG"
    with Image.open(io.BytesIO(content), formats=[kind]) as picture:
        marked = picture.convert("RGB")
    # Drawn small and stretched: the words are large, and drawing is what takes the time.
    ppi = 72 * min(marked.width, 1200) / _WIDTH
    page = _drawn(mark, _WIDTH, _WIDTH * marked.height / marked.width, "png", ppi)
    with Image.open(io.BytesIO(page), formats=["PNG"]) as drawn:
        mask = drawn.getchannel("A").resize(marked.size, Image.Resampling.BILINEAR)
    marked.paste(_COLOUR, mask=mask)
    out = io.BytesIO()
    marked.save(out, kind, quality=_JPEG_QUALITY)
    return out.getvalue()


def _drawn(
    mark: Mark, width: float, height: float, form: Literal["pdf", "png"], ppi: float | None
) -> bytes:
    data = {**asdict(mark), "at": f"{local(mark.at):%H:%M %d/%m/%Y}"}
    data |= {"width": width, "height": height}
    drawn = compiler().compile(
        str(TEMPLATES / "watermark.typ"),
        format=form,
        ppi=ppi,
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        timestamp=0,
    )
    if not isinstance(drawn, bytes):
        raise TypeError("a watermark is one page")
    return drawn

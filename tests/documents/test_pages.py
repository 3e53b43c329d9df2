"""Pages of PDFs as pictures: drawn apart, bounded, without what hides in a file."""

from io import BytesIO

import pikepdf
import pytest
from PIL import Image

from toantrinh.command.story import certificate
from toantrinh.documents.pages import WIDTH, drawn_page
from toantrinh.kernel.errors import Refusal


def test_a_page_is_drawn_in_one_width() -> None:
    for width in (WIDTH, 300):
        with Image.open(BytesIO(drawn_page(certificate(), 1, width))) as picture:
            assert picture.format == "PNG" and abs(picture.width - width) <= 1
            # Something is on it.
            assert picture.convert("L").getextrema() == (0, 255)


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7 broken", b"\x00" * 100])
def test_what_is_no_pdf_is_refused_in_words(content: bytes) -> None:
    with pytest.raises(Refusal, match="Không hiện được trang này"):
        drawn_page(content, 1)


def test_there_is_no_page_beyond_the_last_and_scripts_do_not_run() -> None:
    with pikepdf.open(BytesIO(certificate())) as pdf:
        script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
        pdf.Root.OpenAction = pdf.make_indirect(script)
        out = BytesIO()
        pdf.save(out)
    drawn = drawn_page(out.getvalue(), 1)
    assert drawn.startswith(b"\x89PNG") and b"app.alert" not in drawn
    with pytest.raises(Refusal):
        drawn_page(out.getvalue(), 2)

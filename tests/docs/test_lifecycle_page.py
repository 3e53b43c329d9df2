"""docs/lifecycle.md is what the table says today."""

from django.utils import translation

from toantrinh.command.lifecycle_page import PAGE, page


def test_the_page_is_written_from_the_table() -> None:
    with translation.override("vi"):
        written = page()
    assert PAGE.read_text(encoding="utf-8") == written, "run `make lifecycle`"

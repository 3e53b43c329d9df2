"""Every component, rendered: sound HTML, named boxes, ids that lead somewhere, nothing inline."""

import re
from html.parser import HTMLParser

import pytest
from django.template.loader import get_template
from django.test import override_settings

from tests.web.look import samples
from tests.web.look.pages import gallery
from tests.web.look.rendering import LOOK, frame, page

PAGES = gallery()
VOID = {"br", "hr", "img", "input", "link", "meta"}
# What may not stand inside a paragraph: a browser would end the paragraph there.
BLOCKS = {"p", "div", "ul", "ol", "dl", "section", "h1", "h2", "h3", "table", "form", "fieldset"}
PHRASES_ONLY = {"p", "h1", "h2", "h3", "label", "button", "span"}
REFERENCES = ("for", "aria-describedby", "aria-labelledby", "aria-controls", "form")
UNLABELLED = {"hidden", "submit", "button"}


class Reader(HTMLParser):
    """Collects what is wrong with a page."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, dict[str, str]]] = []
        self.wrong: list[str] = []
        self.ids: list[str] = []
        self.references: list[str] = []
        self.boxes: list[tuple[str, bool]] = []
        self.labels: set[str] = set()
        self.headings: list[int] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self._look_at(tag, given, [name for name, _value in attrs])
        self._look_around(tag)
        if tag not in VOID:
            self.open.append((tag, given))

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open[-1][0] != tag:
            self.wrong.append(f"</{tag}> closes {self.open[-1:]}")
        else:
            self.open.pop()

    def _look_at(self, tag: str, given: dict[str, str], names: list[str]) -> None:
        if len(set(names)) != len(names):
            self.wrong.append(f"<{tag}> says an attribute twice: {names}")
        self.wrong += [f"<{tag} {n}=>" for n in names if n == "style" or n.startswith("on")]
        if "id" in given:
            self.ids.append(given["id"])
        for name in REFERENCES:
            self.references += given.get(name, "").split()
        if tag == "a" and given.get("href", "").startswith("#id_"):
            self.references.append(given["href"][1:])
        if tag == "label":
            self.labels.add(given.get("for", ""))
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag in {"input", "select", "textarea"} and given.get("type") not in UNLABELLED:
            self.boxes.append((given.get("id", ""), "aria-label" in given))

    def _look_around(self, tag: str) -> None:
        around = [name for name, _given in self.open]
        if tag in {"style", "script"}:
            self.wrong.append(f"<{tag}> in the page")
        if tag in BLOCKS and PHRASES_ONLY & set(around):
            self.wrong.append(f"<{tag}> inside {around}")
        if tag in {"a", "button"} and {"a", "button"} & set(around):
            self.wrong.append(f"<{tag}> inside {around}")
        if tag == "form" and "form" in around:
            self.wrong.append("a form inside a form")
        if tag == "li" and around[-1] not in {"ul", "ol"}:
            self.wrong.append(f"<li> inside <{around[-1]}>")


def read(html: str) -> Reader:
    """A page, read to its end."""
    reader = Reader()
    reader.feed(html)
    reader.close()
    return reader


@pytest.fixture(params=sorted(PAGES))
def html(request: pytest.FixtureRequest) -> str:
    """Each page of the gallery."""
    return PAGES[request.param]


def test_tags_nest_and_nothing_is_inline(html: str) -> None:
    reader = read(html)
    assert reader.wrong == []
    assert reader.open == []


def test_every_box_has_a_label(html: str) -> None:
    reader = read(html)
    assert [box for box, named in reader.boxes if not named and box not in reader.labels] == []


def test_ids_are_unique_and_references_lead_somewhere(html: str) -> None:
    reader = read(html)
    assert len(reader.ids) == len(set(reader.ids))
    assert set(reader.references) <= set(reader.ids)


def test_headings_begin_with_one_h1_and_skip_no_level(html: str) -> None:
    levels = read(html).headings
    assert levels.count(1) == 1
    steps = zip([0, *levels], levels, strict=False)
    assert [step for step in steps if step[1] > step[0] + 1 and step[0]] == []


def test_the_page_says_its_language_and_lets_one_skip(html: str) -> None:
    assert '<html lang="vi">' in html
    assert html.index('href="#main"') < html.index("<header")


def test_the_reader_finds_what_is_wrong() -> None:
    bad = '<p><div style="x" onclick="y"></div><input id="a"><a href="#id_b" aria-describedby="c">'
    reader = read(bad)
    assert "<div style=>" in reader.wrong
    assert "<div onclick=>" in reader.wrong
    assert any("inside ['p']" in wrong for wrong in reader.wrong)
    assert reader.references == ["c", "id_b"]
    assert reader.boxes == [("a", False)]


def test_errors_are_tied_to_their_boxes_and_linked_from_above() -> None:
    html = PAGES["refused"]
    assert re.search(
        r'<input[^>]*name="name"[^>]*aria-describedby="id_name_helptext id_name_error"', html
    )
    assert 'href="#id_born_day"' in html
    assert 'href="#id_sex_0"' in html
    assert ">Con sinh ngày nào? Không có ngày 31/2/2026.</a>" in html
    assert ">Con là: Hãy chọn một câu trả lời.</a>" in html
    assert 'value="31"' in html
    assert "<title>" in html
    assert "Cần sửa" in html.split("</title>")[0]


def test_hints_are_tied_to_groups() -> None:
    assert re.search(r'<fieldset[^>]*aria-describedby="id_born_helptext"', PAGES["form"])


def test_the_demo_says_so_and_the_real_thing_does_not() -> None:
    assert "Bản dùng thử" in PAGES["home"]
    with frame(), override_settings(DEMO=False):
        assert "Bản dùng thử" not in page("home.html")


def test_signed_in_and_out_differ() -> None:
    with frame():
        inside, outside = page("home.html"), page("home.html", signed_in=False)
    assert "Đăng xuất" in inside
    assert "Đăng nhập" not in inside
    assert "Đăng nhập" in outside
    assert "Hồ sơ của tôi" not in outside


def test_the_language_switch_sends_one_back_here() -> None:
    html = PAGES["home"]
    assert re.search(r'<form method="post" action="/set_language/">', html)
    assert 'name="next" value="/dossiers/?q=khai+sinh"' in html
    assert 'value="en"' in html
    assert 'name="language"' in html


def test_error_pages_need_no_context() -> None:
    with frame():
        for code in ("400", "500"):
            html = get_template(f"{code}.html").render()
            assert read(html).wrong == []
            assert f"Mã {code}" in html


def test_a_refusal_has_a_page_that_says_what_to_do() -> None:
    with frame():
        html = page(
            "look/problem.html",
            {"heading": "Chưa rút được", "text": "Hồ sơ đã ký.", "remedy": "Hãy gọi.", "code": 409},
        )
    assert "Mã 409" in html
    assert html.index("Hồ sơ đã ký.") < html.index("Hãy gọi.")


def test_typed_text_never_becomes_markup() -> None:
    fact = {"label": "<b>", "value": "<script>alert(1)</script>", "source": "<i>"}
    with frame():
        html = page("dossier.html", samples.dossier() | {"facts": [fact]})
        groups = [{"title": "t", "answers": [{"label": "l", "value": "<script>\nx"}]}]
        html += page("review.html", {"groups": groups})
    assert "<script" not in html


def test_no_template_carries_style_or_script() -> None:
    for place in LOOK.rglob("templates/**/*.html"):
        source = place.read_text(encoding="utf-8")
        assert not re.search(r"\sstyle=|\son\w+=|<script|<style|javascript:", source), place

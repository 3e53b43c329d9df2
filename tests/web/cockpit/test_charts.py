"""Charts are whole SVG that says what it shows, keeps inside its frame, and needs no style."""

from fractions import Fraction
from xml.etree.ElementTree import Element, fromstring

from hypothesis import given
from hypothesis import strategies as st

from toantrinh.government.models import Unit
from toantrinh.web.cockpit import charts
from toantrinh.web.cockpit.charts import Bar, Point, Said, Tile
from toantrinh.web.cockpit.tiles import drawn

SAID = Said("x", "Đúng hạn <của> & nơi", "Từ đầu đến cuối.")
_SHARES = st.fractions(0, 1, max_denominator=1000)


def _say(value: Fraction) -> str:
    return f"{float(value):.1f}"


def _read(picture: Element) -> Element:
    """As a page has it; what is not well-formed would not be read."""
    return fromstring(str(charts.inline(picture)))  # noqa: S314


@given(st.lists(st.one_of(st.none(), _SHARES), min_size=1, max_size=13), st.none() | _SHARES)
def test_a_trend_stays_inside_and_leaves_gaps(
    values: list[Fraction | None], goal: Fraction | None
) -> None:
    points = [Point(f"{number:02}/26", value) for number, value in enumerate(values)]
    picture = _read(charts.trend(points, SAID, _say, goal))
    _width, height = (float(part) for part in picture.attrib["viewBox"].split()[2:])
    heights = [
        float(pair.split(",")[1])
        for line in picture.iter("polyline")
        for pair in line.attrib["points"].split()
    ] + [float(dot.attrib["cy"]) for dot in picture.iter("circle")]
    assert all(0 <= at <= height for at in heights)
    drawn_points = sum(len(line.attrib["points"].split()) for line in picture.iter("polyline"))
    lone = sum(1 for dot in picture.iter("circle") if dot.attrib["r"] == "2.5")
    known = sum(value is not None for value in values)
    # Each month that is known is on a line or by itself; a lone last one is but the end's dot.
    assert drawn_points + lone in {known, known - 1}
    dashed = [line for line in picture.iter("line") if line.attrib["class"] == "goal"]
    assert len(dashed) == (goal is not None and known > 0)


def test_a_picture_says_what_it_shows_and_has_no_style() -> None:
    tile = Tile(0, 0, "HN", "Hà Nội", Fraction(1, 2), "50 %", "/x/", mine=True)
    bar = Bar("Chờ ký", Fraction(3), "3–5", Fraction(5))
    for picture in (
        charts.trend([Point("11/26", Fraction(1, 2))], SAID, _say),
        charts.spark([Point("11/26", None)], SAID),
        charts.bars([bar], SAID),
        charts.tile_map([tile], SAID),
    ):
        read = _read(picture)
        assert [read.findtext("title"), read.findtext("desc")] == [SAID.title, SAID.text]
        assert read.attrib["aria-labelledby"] == "x-title x-text"
        assert not any("style" in part.attrib for part in read.iter())
    link = _read(charts.tile_map([tile], SAID)).find("a")
    assert link is not None
    assert link.attrib == {"href": "/x/", "aria-label": "Hà Nội: 50 %"}
    # By itself it brings its colours along, as rules and not as styles of its parts.
    assert ".chart .trend" in charts.alone(charts.spark([], SAID))


def test_every_province_has_a_tile_of_its_own(db: None) -> None:
    del db
    codes = set(
        Unit.objects.filter(parent_code="", valid_to__isnull=True).values_list("code", flat=True)
    )
    assert set(drawn()) == codes
    places = [(column, row) for _short, column, row in drawn().values()]
    assert len(set(places)) == len(places)

"""Charts as SVG, drawn here: a title, a description, no script, no inline style.

Colours come from `charts.css` by class. The same numbers stand in a table beside each chart.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from importlib.resources import files
from xml.etree.ElementTree import Element, SubElement, tostring

from django.utils.safestring import SafeString, mark_safe

# Gives a number as people read it, with its unit.
Say = Callable[[Fraction], str]

_COLOURS = files("toantrinh.web.cockpit") / "static" / "cockpit" / "charts.css"
_SHADES = 5


@dataclass(frozen=True)
class Point:
    """A month of a trend; without a value there is a gap."""

    label: str
    value: Fraction | None


@dataclass(frozen=True)
class Bar:
    """A row of a bar chart; `most` ends the range where one is told."""

    label: str
    value: Fraction
    said: str
    most: Fraction | None = None
    late: bool = False


@dataclass(frozen=True)
class Tile:
    """A province on the tile map: where it stands there, what it comes to, where it leads."""

    column: int
    row: int
    short: str
    name: str
    value: Fraction | None
    said: str
    url: str
    mine: bool = False


@dataclass(frozen=True)
class Said:
    """What is said of a chart; `key` makes its ids differ from those of others on the page."""

    key: str
    title: str
    text: str


def trend(points: Sequence[Point], said: Said, say: Say, goal: Fraction | None = None) -> Element:
    """A line over months, with the goal as a dashed one."""
    width, height, right, top, foot = 400, 190, 12, 16, 28
    picture = _picture(said, width, height)
    known = [point.value for point in points if point.value is not None]
    if not known:
        return picture
    scale = _Scale([*known, *([goal] if goal is not None else [])], top, height - foot)
    marks = [(scale.at(value), say(value)) for value in scale.marks]
    left = _room_for(text for _at, text in marks)
    for at, text in marks:
        _line(picture, "grid", left, at, width - right, at)
        _text(picture, "axis", left - 6, at + 4, text, "end")
    step = Fraction(width - left - right, max(len(points) - 1, 1))
    places = [left + step * number for number in range(len(points))]
    for number, point in enumerate(points):
        # Every third month is named, counted from the last one.
        if (len(points) - 1 - number) % 3 == 0:
            where = "end" if number == len(points) - 1 else "middle"
            _text(picture, "axis", places[number], height - 8, point.label, where)
    if goal is not None:
        _line(picture, "goal", left, scale.at(goal), width - right, scale.at(goal))
    _draw(picture, points, places, scale)
    return picture


def spark(points: Sequence[Point], said: Said) -> Element:
    """A small line without axes."""
    width, height, edge = 160, 36, 5
    picture = _picture(said, width, height, "small")
    known = [point.value for point in points if point.value is not None]
    if known:
        step = Fraction(width - 2 * edge, max(len(points) - 1, 1))
        places = [edge + step * number for number in range(len(points))]
        _draw(picture, points, places, _Scale(known, edge, height - edge))
    return picture


def bars(rows: Sequence[Bar], said: Said) -> Element:
    """A bar for each row with what it says beside it, ranges where `most` is told."""
    width, band = 400, 30
    left = _room_for(row.label for row in rows)
    picture = _picture(said, width, band * len(rows) + 4)
    most = max([1, *(max(row.value, row.most or 0) for row in rows)])
    # So long may bars be that what stands behind each has its room.
    ends = [(row.most or row.value, width - left - _room_for([row.said])) for row in rows]
    room = min([Fraction(width - left), *(free * most / end for end, free in ends if end)])
    for number, row in enumerate(rows):
        top = band * number + 4
        _text(picture, "", left - 8, top + 15, row.label, "end")
        end = row.value
        if row.most is not None:
            end = row.most
            _rect(picture, "range", left, top, room * row.most / most, 22)
        kind = "bar late" if row.late else "bar"
        _rect(picture, kind, left, top + 2, room * row.value / most, 18)
        _text(picture, "", left + room * end / most + 6, top + 15, row.said)
    return picture


def tile_map(tiles: Sequence[Tile], said: Said) -> Element:
    """Provinces as tiles about where they lie; darker is more, and each says its number."""
    wide, high = 64, 36
    rows = max((tile.row for tile in tiles), default=0) + 1
    columns = max((tile.column for tile in tiles), default=0) + 1
    picture = _picture(said, wide * columns, high * rows, "map", role="group")
    shade = _shades([tile.value for tile in tiles if tile.value is not None])
    for tile in tiles:
        left, top = wide * tile.column, high * tile.row
        tone = "none" if tile.value is None else f"t{shade(tile.value)}"
        link = SubElement(
            picture, "a", {"href": tile.url, "aria-label": f"{tile.name}: {tile.said}"}
        )
        mine = " mine" if tile.mine else ""
        _rect(link, f"tile {tone}{mine}", left + 1, top + 1, wide - 2, high - 2)
        on = "on" + tone[1:]
        middle = left + wide // 2
        _text(link, f"name {on}", middle, top + 14, tile.short, "middle")
        _text(link, f"strong {on}", middle, top + 28, tile.said, "middle")
    return picture


def inline(picture: Element) -> SafeString:
    """The chart for a page that has the stylesheet. Every text in it is escaped by the writer."""
    return mark_safe(tostring(picture, encoding="unicode"))  # noqa: S308


def alone(picture: Element, above: Sequence[str] = ()) -> str:
    """The chart with its own colours, for a file; above it some lines that say what it is."""
    if above:
        left, top, width, height = map(int, picture.attrib["viewBox"].split())
        room = 18 * len(above) + 6
        wide = max(width, 28 + 6 * max(map(len, above)))
        picture.set("viewBox", f"{left} {top - room} {wide} {height + room}")
        for number, line in enumerate(above, start=1):
            _text(picture, "axis" if number > 1 else "strong", 14, 18 * number - room, line)
    style = Element("style")
    style.text = _COLOURS.read_text(encoding="utf-8").partition("*/")[2]
    picture.insert(0, style)
    picture.set("xmlns", "http://www.w3.org/2000/svg")
    return tostring(picture, encoding="unicode")


class _Scale:
    """Where a value stands between the top and the foot of a chart."""

    def __init__(self, values: Sequence[Fraction], top: int, foot: int) -> None:
        low, high = min(values), max(values)
        room = (high - low) / 8 or abs(high) / 10 or Fraction(1)
        self.low, self.high = max(low - room, Fraction(0)) if low >= 0 else low - room, high + room
        if high <= 1 <= self.high:
            # No share is more than all.
            self.high = Fraction(1)
        self.top, self.foot = top, foot

    @property
    def marks(self) -> list[Fraction]:
        """Three values to write on the axis."""
        return [self.low, (self.low + self.high) / 2, self.high]

    def at(self, value: Fraction) -> Fraction:
        """The height of a value; the first pixel is on top."""
        share = (value - self.low) / (self.high - self.low)
        return self.foot - share * (self.foot - self.top)


def _draw(
    picture: Element, points: Sequence[Point], places: Sequence[Fraction], scale: _Scale
) -> None:
    """The line in as many pieces as its gaps leave, and a dot where it ends."""
    piece: list[str] = []
    pieces = [piece]
    last: tuple[Fraction, Fraction] | None = None
    for point, x in zip(points, places, strict=True):
        if point.value is None:
            piece = []
            pieces.append(piece)
            continue
        last = (x, scale.at(point.value))
        piece.append(f"{_px(last[0])},{_px(last[1])}")
    for each in pieces:
        if len(each) > 1:
            SubElement(picture, "polyline", {"class": "trend", "points": " ".join(each)})
        elif each and len(pieces) > 1:
            across, _comma, down = each[0].partition(",")
            SubElement(picture, "circle", {"class": "dot", "cx": across, "cy": down, "r": "2.5"})
    if last is not None:
        place = {"cx": _px(last[0]), "cy": _px(last[1]), "r": "4"}
        SubElement(picture, "circle", {"class": "dot", **place})


def _shades(values: Sequence[Fraction]) -> Callable[[Fraction], int]:
    """Into which of five shades a value falls, between the least and the most."""
    low, high = min(values, default=Fraction(0)), max(values, default=Fraction(0))
    if low == high:
        return lambda _value: _SHADES // 2
    return lambda value: min(int((value - low) / (high - low) * _SHADES), _SHADES - 1)


def _picture(said: Said, width: int, height: int, kind: str = "", role: str = "img") -> Element:
    names = f"{said.key}-title {said.key}-text"
    shape = {"class": f"chart {kind}".strip(), "viewBox": f"0 0 {width} {height}"}
    picture = Element("svg", {**shape, "role": role, "aria-labelledby": names})
    SubElement(picture, "title", {"id": f"{said.key}-title"}).text = said.title
    SubElement(picture, "desc", {"id": f"{said.key}-text"}).text = said.text
    return picture


def _line(
    picture: Element, kind: str, x1: Fraction | int, y1: Fraction, x2: Fraction | int, y2: Fraction
) -> None:
    ends = {"x1": _px(x1), "y1": _px(y1), "x2": _px(x2), "y2": _px(y2)}
    SubElement(picture, "line", {"class": kind, **ends})


def _rect(
    picture: Element,
    kind: str,
    left: Fraction | int,
    top: Fraction | int,
    width: Fraction | int,
    height: Fraction | int,
) -> None:
    shape = {"x": _px(left), "y": _px(top), "width": _px(width), "height": _px(height), "rx": "3"}
    SubElement(picture, "rect", {"class": kind, **shape})


def _text(
    picture: Element, kind: str, x: Fraction | int, y: Fraction | int, text: str, anchor: str = ""
) -> None:
    place = {"x": _px(x), "y": _px(y)} | ({"text-anchor": anchor} if anchor else {})
    SubElement(picture, "text", {**({"class": kind} if kind else {}), **place}).text = text


def _room_for(texts: Iterable[str]) -> int:
    """So wide is the longest text, also in the larger letters of small screens."""
    return 18 + 8 * max(map(len, texts), default=0)


def _px(value: Fraction | int) -> str:
    """To a tenth of a pixel."""
    return f"{float(value):.1f}".removesuffix(".0")

"""Where each province stands on the tile map: a drawing, not a measurement."""

import csv
from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files

from django.urls import reverse

from toantrinh.measures.measure import Measure
from toantrinh.measures.places import Place
from toantrinh.measures.standing import Peer
from toantrinh.web.cockpit.charts import Tile
from toantrinh.web.cockpit.measure_words import value_said

_FILE = files("toantrinh.web.cockpit") / "data" / "tiles.csv"
_COLUMNS = 5


@lru_cache(maxsize=1)
def drawn() -> dict[str, tuple[str, int, int]]:
    """The short name, column and row of each province by its code."""
    with _FILE.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return {row["code"]: (row["short"], int(row["column"]), int(row["row"])) for row in rows}


def tiles_of(measure: Measure, peers: Sequence[Peer], mine: Place, query: str) -> list[Tile]:
    """A tile for each province; one that the drawing does not know yet stands below the others."""
    known = drawn()
    lowest = max(row for _short, _column, row in known.values()) + 1
    found, new = [], 0
    for peer in sorted(peers, key=lambda each: each.place.code):
        place = peer.place
        if place.code in known:
            short, column, row = known[place.code]
        else:
            short, column, row = place.name[:9], new % _COLUMNS, lowest + new // _COLUMNS
            new += 1
        found.append(
            Tile(
                column,
                row,
                short,
                place.name,
                peer.value.number,
                value_said(measure, peer.value),
                reverse("cockpit:measure", args=[measure.key, place.code]) + query,
                mine=place.code == mine.code,
            )
        )
    return found

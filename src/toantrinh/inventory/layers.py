"""The layers of the architecture that ministries and provinces draw their systems in, as data."""

from functools import cache
from pathlib import Path

from toantrinh.government.files import Certainty, Line, Text, read

_FOLDER = Path(__file__).parent / "data"


class Layer(Line):
    """One layer, with the text it stands on and how sure that is."""

    code: Text
    name: Text
    name_en: Text
    source: Text
    certainty: Certainty


@cache
def layers() -> dict[str, Layer]:
    """All layers by code, in the order in which the architecture shows them."""
    return {layer.code: layer for layer in read("layers.csv", Layer, _FOLDER)}

"""Open cases in files: a large one, and beside it what was told anew since that one was written.

What of the large file is no more as it says, a list beside it tells. So whoever builds writes what
was touched, not all that stands open; when the list or what lies beside has grown, all becomes one
file again.
"""

from dataclasses import replace

import pyarrow as pa
import pyarrow.parquet as pq

from toantrinh.lake.manifest import GONE, Folder, Part
from toantrinh.lake.shapes import is_among, without

OPEN = "open"
# Fewer open cases than this are written anew each time.
_FEW = 50_000
# Of how many open cases one may lie beside the large file, or be gone from it.
_SHARE = 16


class Going:
    """The open cases while somebody builds."""

    def __init__(self, lake: Folder, parts: list[Part]) -> None:
        self._lake, self._parts = lake, parts
        # One file is large; without it, all that there are lie beside.
        self._large = parts[0] if parts and parts[0].rows >= _FEW else None
        self._beside = lake.load("cases", parts[1:] if self._large else parts)
        self._away: list[pa.ChunkedArray] = []

    def leave(self, dossiers: pa.ChunkedArray) -> None:
        """What was told of these holds no more."""
        self._away.append(dossiers)
        self._beside = without(self._beside, dossiers)

    def enter(self, rows: pa.Table) -> None:
        """These stand open now."""
        self._beside = pa.concat_tables([self._beside, rows])

    def written(self) -> list[Part]:
        """The files that hold them from now on."""
        if not any(map(len, self._away)):
            return self._parts
        if self._large is None:
            return [self._wrote(self._beside)]
        held, gone = self._gone(self._large)
        if max(len(gone), len(self._beside)) * _SHARE > held:
            whole = without(self._lake.load("cases", [self._large]), gone)
            return [self._wrote(pa.concat_tables([whole, self._beside]))]
        large = self._large
        if len(gone) > held - large.rows:
            listed = self._lake.write(GONE, OPEN, pa.table({"dossier": gone}))
            large = replace(large, rows=held - len(gone), gone=listed.file)
        return [large, self._wrote(self._beside)]

    def _gone(self, large: Part) -> tuple[int, pa.ChunkedArray]:
        """How many cases the large file has, and those of them that hold no more."""
        held = pq.read_table(self._lake.path / large.file, columns=["dossier"])["dossier"]
        away = [*self._away, self._lake.gone(large)]
        among = pa.chunked_array([chunk for each in away for chunk in each.chunks], pa.string())
        return len(held), held.filter(is_among(held, among))

    def _wrote(self, rows: pa.Table) -> Part:
        return self._lake.write("cases", OPEN, rows.combine_chunks())

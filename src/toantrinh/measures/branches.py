"""Branches: agencies with all below them, each known by its path in the tree.

Who has nobody below is no branch, nor is a committee: what it answers for is told as a place.
"""

from itertools import accumulate

import pyarrow as pa

# The agency that answers for all of a province or commune.
COMMITTEE = "ubnd"


def branches(agencies: pa.Table) -> pa.Table:
    """`atom`, `place`: each agency with the branches in which its heir stands."""
    told = (agencies[name].to_pylist() for name in ("agency", "agency_now", "path"))
    rows = [*zip(*told, strict=True)]
    paths = {agency: path or "" for agency, _heir, path in rows}
    lines = {path: _line(path) for path in {*paths.values()}}
    those = {above for line in lines.values() for above in line[:-1] if not _is_committee(above)}
    pairs = [
        (agency, place)
        for agency, heir, _path in rows
        for place in lines.get(paths.get(heir, ""), ())
        if place in those
    ]
    return pa.table(
        {
            "atom": pa.array([agency for agency, _place in pairs], pa.string()),
            "place": pa.array([place for _agency, place in pairs], pa.string()),
        }
    )


def _line(path: str) -> list[str]:
    """The paths of an agency and of all above it, from the top down: `a/`, `a/b/`, `a/b/c/`."""
    return [*accumulate(f"{key}/" for key in path.split("/") if key)]


def _is_committee(path: str) -> bool:
    return path.endswith(f".{COMMITTEE}/")

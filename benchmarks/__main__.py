"""Measure: `python -m benchmarks --size small|full [--only a,b]`.

Prints a table and writes `benchmarks/latest.json` as `{name: {value, unit, baseline, ratio,
note}}`; rows measured earlier stay in it. Figures are of this machine and this hour.
"""

import argparse
import json
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from benchmarks.measuring import Figure, Size

ROWS = (
    *("up_empty", "up_second", "catalogue_import", "search", "acts"),
    *(
        "acts_through_http",
        "result_signed",
        "merge",
        "page_home",
        "page_dossier",
        "form_pages",
        "permission",
        "desk_queue",
        "dossier_page",
        "batch_intake",
        "full_life_dossiers",
    ),
)
LATEST = Path(__file__).parent / "latest.json"


def main() -> int:
    """Read the arguments, measure, tell."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", choices=("small", "full"), default="small")
    parser.add_argument("--only", default="", help=f"some of {','.join(ROWS)}")
    given = parser.parse_args()
    names = [name.strip() for name in given.only.split(",") if name.strip()] or list(ROWS)
    if unknown := sorted(set(names) - set(ROWS)):
        parser.error(f"no such row: {', '.join(unknown)}")
    figures = {name: _measured(name, given.size) for name in names}
    _keep(figures)
    print(_table(figures))
    return 0


def _measured(name: str, size: Size) -> Figure:
    print(f"· {name}", file=sys.stderr)
    measure: Callable[[Size], Figure] = import_module(f"benchmarks.rows.{name}").measure
    return measure(size)


def _keep(figures: dict[str, Figure]) -> None:
    known = json.loads(LATEST.read_text(encoding="utf-8")) if LATEST.exists() else {}
    known |= {name: figure.as_json() for name, figure in figures.items()}
    LATEST.write_text(json.dumps(known, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def _table(figures: dict[str, Figure]) -> str:
    lines = [f"{'':<18}{'value':>10}  {'unit':<14}{'baseline':>10}{'ratio':>8}  note"]
    for name, figure in figures.items():
        baseline = "" if figure.baseline is None else f"{figure.baseline:,.1f}"
        ratio = "" if figure.ratio is None else f"{figure.ratio:.2f}"
        lines.append(
            f"{name:<18}{figure.value:>10,.1f}  {figure.unit:<14}{baseline:>10}{ratio:>8}"
            f"  {figure.note}"
        )
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())

"""Measure: `python -m benchmarks --size small|full [--only a,b]`.

Prints a table and writes `benchmarks/latest.json` as `{name: {value, unit, baseline, ratio,
note}}`; rows measured earlier stay in it. Figures are of this machine and this hour.
"""

import argparse
import json
import sys
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from benchmarks.measuring import Figure, measured

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
        "measures_national",
        "measures_postgres",
        "cockpit_pages",
        "lake_fresh",
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
    figures: dict[str, Figure] = {}
    # Each row in a process of its own, since rows play in different homes; what is told is kept.
    with ProcessPoolExecutor(1, get_context("spawn"), max_tasks_per_child=1) as one:
        for name in names:
            told = one.submit(measured, name, given.size).result()
            _keep(told)
            figures |= told
    print(_table(figures))
    return 0


def _keep(figures: dict[str, Figure]) -> None:
    known = json.loads(LATEST.read_text(encoding="utf-8")) if LATEST.exists() else {}
    known |= {name: figure.as_json() for name, figure in figures.items()}
    LATEST.write_text(json.dumps(known, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def _table(figures: dict[str, Figure]) -> str:
    wide = max(18, *(len(name) + 2 for name in figures))
    lines = [f"{'':<{wide}}{'value':>10}  {'unit':<14}{'baseline':>10}{'ratio':>8}  note"]
    for name, figure in figures.items():
        baseline = "" if figure.baseline is None else f"{figure.baseline:,.1f}"
        ratio = "" if figure.ratio is None else f"{figure.ratio:.3f}"
        lines.append(
            f"{name:<{wide}}{figure.value:>10,.1f}  {figure.unit:<14}{baseline:>10}{ratio:>8}"
            f"  {figure.note}"
        )
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())

"""Asks the clock and its slow twin the same random questions, on all cores.

`python benchmarks/soak_clock.py --cases 1000000 [--seed N]`; progress and seed go to stderr, the
result to stdout. Exit 1 with the first case on which they differ; the seed asks it again.
"""

import argparse
import multiprocessing
import os
import secrets
import sys
import time
from pathlib import Path

CHUNK = 5000


def soak(task: tuple[int, int, int]) -> tuple[int, str]:
    """One chunk: seed, number, cases. Answers the cases asked and, if any, the difference."""
    from tests.properties.clock_twins import DisagreementError, compare

    seed, number, cases = task
    asked = 0
    try:
        for _ in compare(f"{seed}:{number}", cases):
            asked += 1
    except DisagreementError as found:
        return asked, f"seed {seed}, chunk {number}, case {asked}\n{found}"
    return asked, ""


def main() -> int:
    """Read the arguments, soak, tell."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=None)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    given = parser.parse_args()
    seed = secrets.randbelow(10**9) if given.seed is None else given.seed
    print(f"seed {seed}", file=sys.stderr)
    tasks = [
        (seed, number, min(CHUNK, given.cases - at))
        for number, at in enumerate(range(0, given.cases, CHUNK))
    ]
    began, asked = time.monotonic(), 0
    with multiprocessing.Pool(given.jobs) as pool:
        for count, difference in pool.imap_unordered(soak, tasks):
            asked += count
            if difference:
                print(difference)
                return 1
            seconds = time.monotonic() - began
            print(f"{asked:>9} / {given.cases} · {seconds:.0f} s", file=sys.stderr)
    print(f"{asked} cases, both clocks agree, {time.monotonic() - began:.0f} s, seed {seed}")
    return 0


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    sys.exit(main())

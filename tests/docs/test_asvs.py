"""The table of the standard is complete and what it names exists; not whether that suffices."""

import ast
import re
from pathlib import Path

_ROOT = Path(__file__).parents[2]
_TABLE = (_ROOT / "docs" / "security-asvs.md").read_text(encoding="utf-8")
_WANTED = (Path(__file__).parent / "asvs-5.0.0.txt").read_text(encoding="utf-8").split()
_STATES = {"met", "partly", "not yet", "operator", "n/a"}
_ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in _TABLE.splitlines()
    if line.startswith("| V")
]


def test_each_requirement_stands_once() -> None:
    assert [row[0] for row in _ROWS] == _WANTED


def test_each_row_says_how_it_stands_and_why() -> None:
    for number, what, state, where, test in _ROWS:
        assert what and state in _STATES and where, number
        assert test or state != "met", number


def test_the_head_counts_what_stands_below() -> None:
    counted = {state: sum(row[2] == state for row in _ROWS) for state in _STATES}
    head = " ".join(_TABLE.partition("\n## ")[0].split())
    assert (
        f"{len(_ROWS)} requirements: {counted['met']} met, {counted['partly']} partly, "
        f"{counted['not yet']} not yet, {counted['operator']} in the operator's hands, "
        f"{counted['n/a']} about what is not here."
    ) in head


def test_what_is_named_exists() -> None:
    named = sorted(set(re.findall(r"`((?:src|tests|docs|requirements)/[^`]+|\S+\.toml)`", _TABLE)))
    assert len(named) > 100
    for name in named:
        path, _, function = name.partition("::")
        assert (_ROOT / path).exists(), name
        if function:
            read = ast.parse((_ROOT / path).read_text(encoding="utf-8"))
            found = {node.name for node in read.body if isinstance(node, ast.FunctionDef)}
            assert function in found, name

"""docs/lifecycle.md, written from the lifecycle table: `make lifecycle`."""

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from django.conf import settings

from toantrinh.dossiers.lifecycle import TABLE, Letter, Move
from toantrinh.dossiers.states import State

PAGE = Path(__file__).resolve().parents[3] / "docs" / "lifecycle.md"
_HEAD = """# The life of a dossier

Written by `make lifecycle` from the table in `src/toantrinh/dossiers/lifecycle.py`; a test fails
when it is out of date. The codes are the national portal's; 3, 7, 8 and 10 are never left.
"""
# Forms of TT 03/2025/TT-VPCP, and the result.
_FORMS = {
    Letter.RECEIPT: "01",
    Letter.SUPPLEMENT: "02",
    Letter.REFUSAL: "03",
    Letter.APOLOGY: "04",
    Letter.STOP: "05",
    Letter.RESULT: "result",
}


def page() -> str:
    """The whole page, in Markdown with one Mermaid diagram."""
    parts = [_HEAD, *_diagram(), "", *_states(), "", *_acts(), ""]
    return "\n".join(parts)


def _diagram() -> Iterator[str]:
    yield "```mermaid"
    yield "stateDiagram-v2"
    for state in State:
        yield f"    {state} : {state.code or '–'} {state.label}"
    yield f"    [*] --> {State.DRAFT}"
    for source in State:
        leaving = [move for move in TABLE if source in move.sources and move.target]
        ordered = sorted(leaving, key=lambda move: str(move.target))
        for target, moves in groupby(ordered, key=lambda move: move.target):
            acts = ", ".join(dict.fromkeys(_act(move) for move in moves))
            yield f"    {source} --> {target} : {acts}"
    for state in State:
        if state.terminal:
            yield f"    {state} --> [*]"
    yield "```"


def _act(move: Move) -> str:
    return f"{move.action} ({_FORMS[move.letter]})" if move.letter else move.action


def _states() -> Iterator[str]:
    yield "## States"
    yield ""
    yield "| Code | State | In words | Whose turn |"
    yield "|---|---|---|---|"
    for state in State:
        yield f"| {state.code or '–'} | `{state}` | {state.label} | {state.holder} |"


def _acts() -> Iterator[str]:
    yield "## Acts"
    yield ""
    yield "| Act | In words | Who | From | To | Form | Needs |"
    yield "|---|---|---|---|---|---|---|"
    for move in TABLE:
        sources = " ".join(f"`{state}`" for state in State if state in move.sources)
        target = f"`{move.target}`" if move.target else "the same"
        form = _FORMS[move.letter] if move.letter else ""
        needs = ", ".join(sorted(move.demands))
        yield (
            f"| `{move.action}` | {move.label} | {move.role} | {sources} | {target} | {form} |"
            f" {needs} |"
        )


if __name__ == "__main__":
    # Words as they stand in the table; nothing else of Django is needed.
    settings.configure(USE_I18N=False)
    PAGE.write_text(page(), encoding="utf-8")

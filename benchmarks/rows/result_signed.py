"""Results set and signed as the worker does it, in one process, per second of its core's time.

Each is a transaction of its own: the dossier locked, its answers opened, the birth certificate set
as PDF/A and signed, the file kept, document and event written. What the database does meanwhile is
not in the core's time; the note also tells results per second on the clock.

What stands against a hundred a second: setting the page alone takes three quarters of the 10 ms
that each could have, most of it inside Typst. The note tells what page and signature take of a
result's time, and so what is left: the statements, the sealed file, its key.

The baseline is the bare page and the bare signature of the same letter, one after the other.
"""

import time
from collections.abc import Callable
from functools import partial
from typing import Any

from benchmarks.measuring import Figure, Size, house

_BARE = 100


def measure(size: Size) -> Figure:
    """Results per second of one core."""
    many = 100 if size == "small" else 1000
    with house():
        from toantrinh.dossiers.results import issue_result

        decided = _decided(many + 5)
        for dossier in decided[:5]:
            issue_result(dossier)
        on_clock, rate = _per_second([partial(issue_result, one) for one in decided[5:]])
        page, signature = _bare()
    together = 1 / (1 / page + 1 / signature)
    note = (
        f"{on_clock:.0f}/s on the clock; bare page {page:.0f}/s, bare signature {signature:.0f}/s:"
        f" {1000 / page:.1f} and {1000 / signature:.1f} of a result's {1000 / rate:.1f} ms;"
        " baseline: both, one after the other"
    )
    return Figure(round(rate, 1), "results/s", round(together, 1), note)


def _decided(many: int) -> list[Any]:
    from tests.players import players, proposed

    from toantrinh.dossiers import actions

    who = players()
    return [actions.approve(proposed(who), actor=who.leader) for _ in range(many)]


def _per_second(works: list[Callable[[], object]]) -> tuple[float, float]:
    """How many a second, by the clock on the wall and by this process's time on a core."""
    began, used = time.perf_counter(), time.process_time()
    for work in works:
        work()
    many = len(works)
    return many / (time.perf_counter() - began), many / (time.process_time() - used)


def _bare() -> tuple[float, float]:
    """Pages set and pages signed in a second of a core, with what a result says."""
    from unittest.mock import patch

    from toantrinh.documents import letters, signing
    from toantrinh.dossiers import results

    asked: dict[str, tuple[Any, Any]] = {}

    def keep(name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def listen(*args: Any, **kwargs: Any) -> Any:
            asked[name] = (args, kwargs)
            return real(*args, **kwargs)

        return listen

    with (
        patch.object(letters, "render", keep("page", letters.render)),
        patch.object(signing, "sign_pdf", keep("signature", signing.sign_pdf)),
    ):
        results.issue_result(_decided(1)[0])
    ((letter, data), said), (pdf, how) = asked["page"], asked["signature"]
    # Typst remembers what it has set before, so each page says something of its own.
    told = [{**data, "full_name": f"Lê Minh An {n}", **_code(data)} for n in range(_BARE)]
    _, pages = _per_second([partial(letters.render, letter, one, **said) for one in told])
    _, signatures = _per_second([lambda: signing.sign_pdf(*pdf, **how)] * _BARE)
    return pages, signatures


def _code(data: Any) -> dict[str, str]:
    """Another code to verify the letter by, for another picture of it."""
    from toantrinh.documents.codes import new_code

    code = new_code()
    address = str(data["verification_address"]).removesuffix(str(data["verification_code"]))
    return {"verification_code": code, "verification_address": address + code}

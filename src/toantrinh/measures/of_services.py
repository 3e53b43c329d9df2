"""The measures over the catalogue, each one expression: a row is a version of a procedure.

Rows also tell how many dossiers of the procedure came in the period: `cases`, `cases_online`.
"""

from toantrinh.measures.expressions import Expr, count, ratio, share, total
from toantrinh.measures.period import Period

_PARTS = ("name", "steps", "way", "papers", "limit", "who", "agency")


def _counts(t: Expr) -> Expr:
    """Whether it is the version that counts for a procedure that is offered."""
    return t.in_force == 1


def _eligible(t: Expr) -> Expr:
    """Wholly online is the rule; out is what tells by law why it is not (NĐ 224/2026 Đ14)."""
    level = t.level.fill_null("")
    return _counts(t) & ((level != "partial") | t.partial_reason.isnull())


@ratio("nd224.a")
def end_to_end(t: Expr, p: Period) -> tuple[Expr, Expr]:
    del p
    return share(t.level == "end_to_end", _eligible(t))


@ratio("nd224.14")
def partial_explained(t: Expr, p: Period) -> tuple[Expr, Expr]:
    del p
    return share(t.partial_reason.notnull(), _counts(t) & (t.level == "partial"))


@ratio("qd766.1.3")
def all_parts(t: Expr, p: Period) -> tuple[Expr, Expr]:
    del p
    present = sum(t[f"has_{part}"] for part in _PARTS)
    return share(present == len(_PARTS), _counts(t))


@ratio("qd766.3.1")
def offered_online(t: Expr, p: Period) -> tuple[Expr, Expr]:
    del p
    return share(t.level.notnull(), _counts(t))


@ratio("qd766.3.1b")
def offered_partly(t: Expr, p: Period) -> tuple[Expr, Expr]:
    del p
    return share(t.level == "partial", _counts(t))


@ratio("qd766.3.2")
def used_online(t: Expr, p: Period) -> tuple[Expr, Expr]:
    del p
    return share(t.cases_online > 0, _counts(t) & t.level.notnull())


@ratio("seeds.papers_saved")
def papers_saved(t: Expr, p: Period) -> tuple[Expr, Expr]:
    del p
    return total(t.papers_held, _counts(t)), total(t.papers, _counts(t))


@ratio("seeds.procedures_cut")
def procedures_cut(t: Expr, p: Period) -> tuple[Expr, Expr]:
    del p
    # Each procedure has one first version.
    return share(t.open == 0, t.number == 1)


@ratio("seeds.new_services")
def new_services(t: Expr, p: Period) -> tuple[Expr, Expr]:
    begun = (t.number == 1) & (t.valid_from >= p.first_day) & (t.valid_from <= p.last_day)
    offered = t.level.notnull()
    return count(begun & offered), count(_counts(t) & offered)

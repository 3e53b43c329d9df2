"""From counts to findings: where time goes, where lateness begins, who is quicker and why.

A finding is a kind and the numbers behind it; `words.py` makes the sentence, in a language.
"""

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from fractions import Fraction

from toantrinh.bottlenecks import counting
from toantrinh.bottlenecks.counting import Line, Manner, Outcome, Replay, Spread
from toantrinh.bottlenecks.stages import in_house, in_order, kind_of

# Shares differ where so many in a hundred lie between them, hours where so many hours do.
_POINTS, _HOURS = 10, 2
# Agencies that are told of, the least timely first.
_SHOWN = 50
Told = dict[str, object]


@dataclass(frozen=True)
class Peer:
    """Who is quickest at a stage, how quick, and what all others would gain by it."""

    agency: str
    spread: Spread
    replay: Replay
    # Who comes after it.
    next: list[str]


@dataclass(frozen=True)
class Stage:
    """One stage with its time, how many became late in it, and its best peer if there is one."""

    key: str
    kind: str
    spread: Spread
    skipped: int
    lost: int
    lost_dossiers: list[str]
    peer: Peer | None

    @property
    def gain(self) -> int:
        """How many more would be on time."""
        return self.peer.replay.after - self.peer.replay.before if self.peer else 0


def read(line: Line, focus: str, steps: Iterable[str] = ()) -> Told:
    """All that was counted and found of what was laid, for programs and for keeping.

    `steps` are the keys of the version's steps, in the order in which they are told.
    """
    by_agency = counting.outcomes(line)
    whole = _sum(by_agency, focus)
    found = list(_stages(line, focus, whole.cases, steps))
    never = counting.lost(line, focus).get("", (0, []))
    moves = counting.hand_overs(line, focus)
    return {
        **asdict(whole),
        "stages": [asdict(one) for one in found],
        "never": {"count": never[0], "dossiers": never[1]},
        "hand_overs": [
            {"from": before, "to": stage, **asdict(spread)}
            for (before, stage), spread in sorted(moves.items(), key=lambda one: -one[1].minutes)
        ],
        "agencies_in_all": len(by_agency),
        "agencies": [
            {"agency": agency, **asdict(one)}
            for agency, one in sorted(by_agency.items(), key=lambda one: _by_rate(one[1]))[:_SHOWN]
        ],
        "findings": [*_findings(line, focus, whole, found)],
    }


def _sum(by_agency: dict[str, Outcome], focus: str) -> Outcome:
    those = [one for agency, one in by_agency.items() if focus in {"", agency}]
    return Outcome(
        sum(one.cases for one in those),
        sum(one.due for one in those),
        sum(one.timely for one in those),
    )


def _by_rate(one: Outcome) -> tuple[Fraction, int]:
    return (Fraction(one.timely, one.due) if one.due else Fraction(0), -one.cases)


def _stages(line: Line, focus: str, cases: int, steps: Iterable[str]) -> Iterator[Stage]:
    spreads = counting.stages(line, focus)
    lost = counting.lost(line, focus)
    peers = counting.best_peers(line, focus)
    for key in in_order(spreads, steps):
        many, dossiers = lost.get(key, (0, []))
        known = peers.get(key) if in_house(key) else None
        peer = _peer(line, key, known, focus) if known else None
        skipped = cases - spreads[key].count
        yield Stage(key, kind_of(key).value, spreads[key], skipped, many, dossiers, peer)


def _peer(line: Line, stage: str, agencies: list[str], focus: str) -> Peer:
    best, *others = agencies
    replay = counting.replay(line, stage, best, focus)
    return Peer(best, counting.stages(line, best)[stage], replay, others)


def _findings(line: Line, focus: str, whole: Outcome, found: list[Stage]) -> Iterator[Told]:
    house = [one for one in found if in_house(one.key)]
    if not house:
        return
    total = sum(one.spread.minutes for one in house)
    longest = max(house, key=lambda one: one.spread.minutes)
    if total:
        yield {
            "kind": "longest",
            "stage": longest.key,
            "minutes": longest.spread.minutes,
            "of_minutes": total,
            "worked": longest.spread.worked,
            "median": longest.spread.median,
            "p90": longest.spread.p90,
            "dossiers": counting.slowest(line, longest.key, focus),
        }
    worst = max(found, key=lambda one: one.lost)
    if worst.lost:
        yield {
            "kind": "lost",
            "stage": worst.key,
            "count": worst.lost,
            "of": whole.late,
            "dossiers": worst.lost_dossiers,
        }
    best = max((one for one in house if one.peer), key=lambda one: one.gain, default=None)
    if best is not None and best.peer is not None and best.gain > 0:
        yield from _by_peer(line, focus, best, best.peer)


def _by_peer(line: Line, focus: str, stage: Stage, peer: Peer) -> Iterator[Told]:
    about = {"stage": stage.key, "peer": peer.agency}
    others = counting.stages(line, focus, peer.agency)[stage.key]
    yield {
        "kind": "quicker",
        **about,
        "median": others.median,
        "peer_median": peer.spread.median,
        "peer_count": peer.spread.count,
        "also": peer.next,
        "dossiers": counting.slowest(line, stage.key, focus),
    }
    ours = counting.manner(line, stage.key, focus or peer.agency, others=not focus)
    theirs = counting.manner(line, stage.key, peer.agency)
    yield from ({"kind": kind, **about, **told} for kind, told in _differences(ours, theirs))
    yield {"kind": "replayed", **about, **asdict(peer.replay), "dossiers": stage.lost_dossiers}


def _differences(ours: Manner, theirs: Manner) -> Iterator[tuple[str, Told]]:
    """What is done so differently that it may be the reason."""
    shares = {
        "skips": (ours.skipped, theirs.skipped),
        "papers": (ours.supplemented, theirs.supplemented),
        "sent_back": (ours.sent_back, theirs.sent_back),
        "by_system": (ours.by_system, theirs.by_system),
    }
    for kind, (own, other) in shares.items():
        apart = abs(Fraction(own, ours.cases) - Fraction(other, theirs.cases)) * 100
        if apart >= _POINTS:
            told: Told = {"ours": own, "our_cases": ours.cases}
            yield kind, {**told, "theirs": other, "their_cases": theirs.cases}
    if (
        ours.batch
        and theirs.batch
        and max(ours.batch, theirs.batch) >= 2 * min(ours.batch, theirs.batch)
    ):
        yield "batch", {"ours": ours.batch, "theirs": theirs.batch}
    known = ours.hour is not None and theirs.hour is not None
    if known and abs((ours.hour or 0) - (theirs.hour or 0)) >= _HOURS:
        yield "hour", {"ours": ours.hour, "theirs": theirs.hour}

"""Words misspelt are mended where their neighbours tell what was meant."""

from collections.abc import Iterator, Sequence

from toantrinh.catalogue.index import Index
from toantrinh.catalogue.sayings import said_together
from toantrinh.catalogue.slips import near
from toantrinh.catalogue.wording import Word

_SHORTEST = 3


def mended(words: Sequence[Word], index: Index) -> list[Word]:
    """The words, those that nobody knows replaced by what stands so next to their neighbours.

    The last one may be unfinished. What the neighbours do not tell stays as it is.
    """
    # Marks that no word is written with were a slip, too.
    done = [w if not w.marked or w.marked in index.marked else Word(w.folded) for w in words]
    for place, word in enumerate(words):
        if word.folded in index.known or len(word.folded) < _SHORTEST:
            continue
        before = done[place - 1].folded if place else ""
        after = words[place + 1].folded if place + 1 < len(words) else ""
        likely = {
            meant
            for meant in _candidates(word.folded, index, last=place == len(words) - 1)
            if _together(before, meant, index) or _together(meant, after, index)
        }
        if likely:
            done[place] = Word(min(likely, key=lambda meant: _unlikely(meant, word.folded, index)))
    return done


def _unlikely(meant: str, typed: str, index: Index) -> tuple[bool, float, str]:
    """What has only its end missing comes first, then the commonest; by letters where equal."""
    return (not meant.startswith(typed), index.weights.get(meant, 99), meant)


def _candidates(word: str, index: Index, *, last: bool) -> Iterator[str]:
    if last:
        yield from index.beginning(word)
    yield from (meant for meant in near(word) if meant in index.known)


def _together(one: str, other: str, index: Index) -> bool:
    return (one, other) in index.neighbours or (one, other) in said_together()

"""Ways to say what was asked: as typed, and with people's sayings put into words of the law."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from toantrinh.catalogue.index import Index
from toantrinh.catalogue.sayings import Found, found_in, idleness, without_fillers
from toantrinh.catalogue.wording import Word

# A find by way of people's words counts a little less than one by the law's own; one that leaves
# aside what else was said counts by the share of the query that it rests on.
_SAYING_WORTH = 0.97
_ALONE_WORTH, _ALONE_SHARE = 0.55, 0.4
# What means fewer words, such as issuing anew, needs to be told of what, unless it is a name.
_FEWEST_ALONE = 3
# So many ways to put sayings into words of the law, each once with the rest and once alone.
_MOST_WAYS = 5
# A name that stands whole in a query has at least so many words, and is hardly longer than so many.
_NAMED, _LONGEST_NAMED = 4, 12
# So many sayings are put in to see whether they make up others.
_MOST_AGAIN = 1
# A word that stands nowhere says little about what is meant.
_UNKNOWN_WEIGHT = 1.5
# A word is chatter if it stands next to none that the law puts there.
_CHATTER = 0.45


@dataclass(frozen=True, slots=True)
class Phrasing:
    """One way to say what was asked, what each word weighs, and what a find this way is worth.

    `lasting` ones hold nothing that was typed, so that they are the same for all who ask.
    """

    words: tuple[Word, ...]
    weights: tuple[float, ...]
    worth: float
    lasting: bool = False


def phrasings(words: Sequence[Word], index: Index) -> Iterator[Phrasing]:
    """The words as typed, a name among them, and what people say replaced by what the law says."""
    yield _phrasing(without_fillers(words) or list(words), 1.0, index)
    found = found_in(words)
    yield from _named(words, found, index)
    yield from _replaced(words, found, 1.0, index)
    # A saying may make up another with what stands beside it: to hire a German, a foreigner.
    for one in found[:_MOST_AGAIN]:
        again = _put(words, [one], set(one.places))
        new = [other for other in found_in(again) if other.saying not in {f.saying for f in found}]
        yield from _replaced(again, new[:1], _SAYING_WORTH, index)


def plainly(words: Sequence[Word], index: Index) -> Phrasing:
    """Words of the law as they are, the same for all who ask."""
    return _phrasing(words, 1.0, index, lasting=True)


def _named(words: Sequence[Word], found: list[Found], index: Index) -> Iterator[Phrasing]:
    """The longest name that stands whole among other words, which then tell why, or for whom.

    Unless a saying takes words of it and others.
    """
    folded = tuple(word.folded for word in words)
    for length in range(min(len(words) - 1, _LONGEST_NAMED), _NAMED - 1, -1):
        for start in range(len(words) - length + 1):
            if folded[start : start + length] in index.whole:
                end = start + length
                if not any(_crosses(one, range(start, end)) for one in found):
                    share = _share(words[start:end], [*words[:start], *words[end:]], index)
                    yield _phrasing(words[start:end], share, index, lasting=True)
                return


def _crosses(found: Found, places: range) -> bool:
    """Whether a saying takes words from within some places and from without."""
    within = [place in places for place in found.places]
    return any(within) and not all(within)


def _replaced(
    words: Sequence[Word], found: list[Found], worth: float, index: Index
) -> Iterator[Phrasing]:
    for chosen in _ways(found)[:_MOST_WAYS]:
        sure = min(one.sure for one in chosen)
        taken = {place for one in chosen for place in one.places}
        left = without_fillers([word for n, word in enumerate(words) if n not in taken])
        alone = [word for one in chosen for word in one.saying.meant]
        if left:
            yield _phrasing(_put(words, chosen, taken), worth * _SAYING_WORTH * sure, index)
        if left and len(alone) < _FEWEST_ALONE and not is_name(alone, index):
            continue
        share = _share([words[n] for n in taken], left, index) if left else _SAYING_WORTH
        yield _phrasing(alone, worth * sure * share, index, lasting=True)


def _share(told: Sequence[Word], left: Sequence[Word], index: Index) -> float:
    """What a find is worth that rests on some words alone and leaves others aside."""
    weight = sum(weight_of(word, index) for word in told) or 1.0
    return _ALONE_WORTH + _ALONE_SHARE * weight / (weight + sum(_weights(left, index)))


def is_name(words: Sequence[Word], index: Index) -> bool:
    """Whether words are all of a name, however short."""
    return tuple(word.folded for word in words) in index.whole


def weight_of(word: Word, index: Index) -> float:
    """How much a word tells: the rarer in the catalogue, the more."""
    return index.weights.get(word.folded, _UNKNOWN_WEIGHT) * idleness(word)


def _ways(found: list[Found]) -> list[list[Found]]:
    """Which sayings to replace: all that stand apart from one another, then each."""
    apart: list[Found] = []
    for one in found:
        if not any(set(one.places) & set(other.places) for other in apart):
            apart.append(one)
    return [*([apart] if len(apart) > 1 else []), *([one] for one in found)]


def _phrasing(
    words: Sequence[Word], worth: float, index: Index, *, lasting: bool = False
) -> Phrasing:
    """Each word once, with the most that it weighs in any of its places."""
    weighed: dict[Word, float] = {}
    for word, weight in zip(words, _weights(words, index), strict=True):
        weighed[word] = max(weight, weighed.get(word, 0.0))
    return Phrasing(tuple(weighed), tuple(weighed.values()), worth, lasting)


def _put(words: Sequence[Word], chosen: Sequence[Found], taken: set[int]) -> list[Word]:
    """The words with sayings replaced by what they mean, the rest without fillers."""
    begins = {min(one.places): one for one in chosen}
    said: list[Word] = []
    left: list[Word] = []
    for place, word in enumerate(words):
        if place in begins:
            said += [*without_fillers(left), *begins[place].saying.meant]
            left = []
        elif place not in taken:
            left.append(word)
    return said + without_fillers(left)


def _weights(words: Sequence[Word], index: Index) -> list[float]:
    """What each word weighs in its place, less if the law has it next to none of its neighbours."""
    close = [(one.folded, other.folded) in index.neighbours for one, other in pairwise(words)]
    return [
        weight_of(word, index) * (1.0 if before or after else _CHATTER)
        for word, before, after in zip(words, [False, *close], [*close, False], strict=False)
    ]

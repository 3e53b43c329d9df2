"""Slips of hurried fingers: Telex or VNI keys left as typed, letters missing, doubled or swapped.

Everything here is about folded words: lower case, without marks.
"""

import re
from collections.abc import Container, Iterator

_ONSET = r"(?:ngh|ng|nh|gh|gi|kh|ph|qu|th|tr|ch|[bcdghklmnprstvx])?"
_NUCLEUS = (
    r"(?:uya|uye|uyu|uay|uoi|uou|oai|oay|oao|oeo|ieu|yeu|iai|iao|iau"
    r"|ai|ao|au|ay|eo|eu|ia|ie|iu|oa|oe|oi|ua|ue|ui|uo|uu|uy|ye|[aeiouy])"
)
_SYLLABLE = re.compile(rf"{_ONSET}{_NUCLEUS}(?:ch|ng|nh|[cmnpt])?")
_FIRST_VOWEL = re.compile(r"[aeiouy]")
_TELEX_MARKS = re.compile(r"[sfrxjwz]")
_DOUBLED = re.compile(r"([aeo])\1")
_VNI = re.compile(r"[a-z]+[1-9][a-z1-9]*")
_LETTERS = "abcdeghiklmnopqrstuvxy"
# Keys that a thumb takes for one another, and sounds that are spelled alike.
_BESIDE = {
    "a": "sqzeo",
    "b": "vnhg",
    "c": "xvdk",
    "d": "sfecxr",
    "e": "wrsd",
    "f": "dg",
    "g": "fhvb",
    "h": "gjnb",
    "i": "uoky",
    "j": "hk",
    "k": "jlimc",
    "l": "kopn",
    "m": "nk",
    "n": "bmhjl",
    "o": "iplk",
    "p": "ol",
    "q": "wa",
    "r": "etdf",
    "s": "adwx",
    "t": "ryfg",
    "u": "yihj",
    "v": "cbfg",
    "w": "qe",
    "x": "zcs",
    "y": "tui",
    "z": "as",
}


def is_syllable(word: str) -> bool:
    """Whether Vietnamese could have this syllable."""
    return _SYLLABLE.fullmatch(word) is not None


def untyped(word: str, known: Container[str]) -> str:
    """The word that Telex or VNI keys were meant to make: `dduowcj` is duoc, `d9a8ng` is dang.

    Words that are known, and those that no key would explain, stay as they are.
    """
    if word in known or not word.isascii():
        return word
    if _VNI.fullmatch(word):
        meant = re.sub(r"[1-9]", "", word)
        return meant if len(meant) > 1 and is_syllable(meant) else word
    if is_syllable(word):
        return word
    meant = "d" + word[2:] if word.startswith("dd") else word
    if first := _FIRST_VOWEL.search(meant):
        start = first.start()
        meant = meant[:start] + _TELEX_MARKS.sub("", meant[start:])
        meant = meant.removesuffix("d") if meant.startswith("d") else meant
    meant = _DOUBLED.sub(r"\1", meant)
    return meant if is_syllable(meant) else word


def near(word: str) -> Iterator[str]:
    """What one slip makes of a word: a letter less, one more, two swapped, one wrong."""
    for i, letter in enumerate(word):
        yield word[:i] + word[i + 1 :]
        yield word[:i] + word[i + 1 : i + 2] + letter + word[i + 2 :]
        for other in _BESIDE.get(letter, ""):
            yield word[:i] + other + word[i + 1 :]
    for i in range(len(word) + 1):
        for letter in _LETTERS:
            yield word[:i] + letter + word[i:]

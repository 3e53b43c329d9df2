"""Vietnamese text: cleaned, folded, split into words, compared and sorted as Vietnamese people do.

PostgreSQL here has neither ICU nor unaccent, so the keys are made in Python and kept in columns.
"""

import re
import unicodedata

_ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
# From "A" on, so that digits and spaces sort before letters in the C collation.
_RANK = {letter: chr(ord("A") + place) for place, letter in enumerate(_ALPHABET)}
# The order of dictionaries: level, falling, asking, tumbling, sharp, heavy.
_TONES = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}
_LEVEL = "0"
_WORD = re.compile(r"[^\W_]+")
_SPACES = re.compile(r"\s+")
# Invisible marks that word processors leave behind, and the soft hyphen.
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad"))


def clean(text: str) -> str:
    """One line of text as it should be kept: NFC, no invisible or control signs, single spaces."""
    # Most that comes in is as it should be: printable is neither a control sign, nor an invisible
    # mark, nor a space but the plain one.
    if (
        text.isprintable()
        and "  " not in text
        and text[:1] != " " != text[-1:]
        and unicodedata.is_normalized("NFC", text)
    ):
        return text
    composed = unicodedata.normalize("NFC", text).translate(_INVISIBLE)
    visible = "".join(" " if unicodedata.category(c) == "Cc" else c for c in composed)
    return _SPACES.sub(" ", visible).strip()


def clean_lines(text: str) -> str:
    """Several lines as they should be kept, each clean, none before the first word or after."""
    return "\n".join(clean(line) for line in text.splitlines()).strip()


def fold(text: str) -> str:
    """The text as a hurried thumb types it: lower case, no marks, đ as d, words by one space."""
    return " ".join(_WORD.findall(_bare(_lower(text))))


def unmarked(text: str) -> str:
    """The same text without marks, đ as d and Đ as D: for wires that carry plain letters only."""
    decomposed = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def tokens(text: str) -> list[str]:
    """The words of a text, folded, in their order and with repetitions."""
    return fold(text).split()


def has_marks(text: str) -> bool:
    """Whether somebody took the trouble to type Vietnamese letters or tones."""
    lowered = _lower(text)
    return any(_bare(letter) != letter for letter in lowered)


def marked_tokens(text: str) -> list[str]:
    """The words with their marks, each tone in one spelling, so that hoà finds hòa."""
    return [_syllable(word).lower() for word in _WORD.findall(_lower(text))]


def sort_key(text: str) -> str:
    """A key that sorts by code point as dictionaries do: syllable by syllable, letters, then tone.

    Sort such a column with the C collation.
    """
    return " ".join(_syllable(word) for word in _WORD.findall(_lower(text)))


def name_sort_key(name: str) -> str:
    """The key for a person's name: given name first, then family name, then what lies between."""
    parts = clean(name).split()
    if not parts:
        return ""
    given, rest = parts[-1], parts[:-1]
    return "  ".join(sort_key(part) for part in (given, " ".join(rest[:1]), " ".join(rest[1:])))


def same_name(one: str, other: str) -> bool:
    """Whether two spellings are the same name: case, spaces and the tone's place do not matter."""
    return sort_key(one) == sort_key(other)


def masked(text: str, shown: int = 3) -> str:
    """A number of which only the end shows, `•••••••••345`."""
    hidden = max(len(text) - shown, 0)
    return "•" * hidden + text[hidden:]


def masked_email(text: str) -> str:
    """An address of which the first sign and the house show, `n•••@example.vn`."""
    name, at, house = text.rpartition("@")
    return f"{name[:1]}•••@{house}" if at else masked(text)


def _lower(text: str) -> str:
    return unicodedata.normalize("NFC", text).translate(_INVISIBLE).lower()


def _bare(lowered: str) -> str:
    """Without marks. Whole catalogues pass here, so the letters in use have a table."""
    plain = lowered.translate(_PLAIN)
    if plain.isascii():
        return plain
    decomposed = unicodedata.normalize("NFD", plain)
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def _plain_letters() -> dict[int, str]:
    table = {ord("đ"): "d"}
    for code in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00)):
        decomposed = unicodedata.normalize("NFD", chr(code))
        if len(decomposed) > 1:
            table[code] = "".join(c for c in decomposed if not unicodedata.combining(c))
    return table


_PLAIN = _plain_letters()


def _syllable(word: str) -> str:
    """Ranks of the letters, then the tone, wherever in the syllable it was typed."""
    letters, tone = [], _LEVEL
    for sign in unicodedata.normalize("NFD", word):
        if sign in _TONES:
            tone = _TONES[sign]
        else:
            letters.append(sign)
    base = unicodedata.normalize("NFC", "".join(letters))
    return "".join(_RANK.get(letter, letter) for letter in base) + "!" + tone

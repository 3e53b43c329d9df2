"""What a scanner types when it reads the square on a receipt: an address with the code in it."""

from urllib.parse import parse_qs, urlsplit

_LONGEST = 300


def code_in(typed: str) -> str:
    """The code of a dossier, out of the address that a square holds, or as it was typed."""
    text = typed.strip()[:_LONGEST]
    if "://" not in text:
        return text
    try:
        named = parse_qs(urlsplit(text).query).get("ma", [])
    except ValueError:
        return text
    return named[0].strip() if named else text

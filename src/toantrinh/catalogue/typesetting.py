"""Which words of Typst a procedure's own template may not use: what reads files or runs code.

The bounds within which such a template is set hold without this too; here its author is told.
"""

import re

# Letters of the house itself, by the names that no template of a procedure may take.
HOUSE = frozenset(
    {"birth_certificate", "receipt", "supplement", "refusal", "apology", "stop", "result"}
    | {"control_slip", "register", "programme", "measure"}
)
# What every letter gets beside the answers of the form.
GIVEN_TO_LETTERS = frozenset(
    {"agency", "superior", "date", "number", "place", "title", "signer", "registered_on"}
    | {"applicant", "dossier_code", "chosen"}
)
_WORDS = re.compile(
    r"\b(import|include|read|json|yaml|toml|csv|xml|cbor|plugin|image|bibliography|eval|std|sys)\b"
)
_COMMENT = re.compile(r"^\s*//.*$", re.MULTILINE)
# `d.key`, `d.chosen.key` for the value of a choice, or `f("key")` for what may be absent.
_SPOKEN = re.compile(r"\bd\.(?:chosen\.)?([a-z][a-z0-9_]*)|\bf\(\s*\"([a-z][a-z0-9_]*)\"")


def forbidden(source: str) -> tuple[str, int] | None:
    """The first such word outside comments and its line, if there is one."""
    bare = _COMMENT.sub("", source)
    found = _WORDS.search(bare)
    return (found[1], _line(bare, found.start())) if found else None


def spoken(source: str) -> dict[str, int]:
    """The data that a template speaks of, with the line of each one's first mention."""
    bare = _COMMENT.sub("", source)
    names: dict[str, int] = {}
    for found in _SPOKEN.finditer(bare):
        names.setdefault(found[1] or found[2], _line(bare, found.start()))
    return names


def _line(text: str, place: int) -> int:
    return text.count("\n", 0, place) + 1

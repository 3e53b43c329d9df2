"""Which words of Typst a procedure's own template may not use: what reads files or runs code."""

import re

_FORBIDDEN = re.compile(
    r"#?\b(import|include|read|json|yaml|toml|csv|xml|cbor|plugin|image|bibliography|eval)\b"
    r"(?=\s*[(\"'])"
)


def forbidden(source: str) -> str | None:
    """The first such word, if there is one."""
    found = _FORBIDDEN.search(source)
    return found[1] if found else None

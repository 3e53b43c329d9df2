"""The code by which anybody asks whether a paper is genuine: short, sayable, not to be guessed."""

import re
import secrets

from toantrinh.documents.models import CODE

# Crockford's base 32: no letter that a reader could take for another sign.
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_GROUPS, _SIGNS = 3, 4
_MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1", "U": "V"})


def new_code() -> str:
    """A fresh code of 60 random bits, e.g. `7K2M-Q9XD-04WT`."""
    return "-".join(
        "".join(secrets.choice(_ALPHABET) for _ in range(_SIGNS)) for _ in range(_GROUPS)
    )


def read_code(typed: str) -> str | None:
    """The code that somebody typed, however they spaced it; None when it can't be one."""
    signs = re.sub(r"[\s-]", "", typed).upper().translate(_MISREAD)
    code = "-".join(signs[at : at + _SIGNS] for at in range(0, len(signs), _SIGNS))
    return code if re.match(CODE, code) else None

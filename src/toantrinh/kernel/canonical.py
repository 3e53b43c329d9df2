"""One way to write a value as bytes, so that equal values have equal hashes."""

import json
from collections.abc import Mapping, Sequence

type_error = "only text, whole numbers, true, false, null, lists and maps have one spelling"

# Made once: `json.dumps` makes one with every call.
_SPELLING = json.JSONEncoder(
    sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
)


def canonical(value: object) -> bytes:
    """JSON with sorted keys, no spaces, UTF-8. Floats are refused: they have many spellings."""
    _check(value)
    return canonical_of_checked(value)


def canonical_of_checked(value: object) -> bytes:
    """The same where the caller knows already that the value has one spelling."""
    return _SPELLING.encode(value).encode()


def _check(value: object) -> None:
    # A tuple: a union of types would be made anew with every value.
    if value is None or isinstance(value, (str, bool, int)):
        return
    if isinstance(value, Mapping):
        for key, inner in value.items():
            if not isinstance(key, str):
                raise TypeError(type_error)
            _check(inner)
    elif isinstance(value, Sequence) and not isinstance(value, bytes):
        for inner in value:
            _check(inner)
    else:
        raise TypeError(type_error)

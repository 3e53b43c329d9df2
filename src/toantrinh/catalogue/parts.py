"""What all parts of a version share: frozen, no unknown keys, names and rules of one shape."""

from collections.abc import Iterator
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

# The name of a question, a paper, a step: stands in rules, addresses and events.
Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
# CEL over the answers given so far; empty means always.
Rule = Annotated[str, Field(max_length=1000)]


class Part(BaseModel):
    """A part of a version."""

    model_config = ConfigDict(extra="forbid", frozen=True)


Place = tuple[str | int, ...]
RULES = frozenset({"show_if", "condition", "rule", "when", "formula"})


def rules_in(part: Part, place: Place = ()) -> Iterator[tuple[Place, str]]:
    """Every rule within a part, with its place."""
    for name in type(part).model_fields:
        value = getattr(part, name)
        if name in RULES and value:
            yield (*place, name), value
        elif isinstance(value, Part):
            yield from rules_in(value, (*place, name))
        elif isinstance(value, tuple):
            for number, inner in enumerate(value):
                if isinstance(inner, Part):
                    yield from rules_in(inner, (*place, name, number))

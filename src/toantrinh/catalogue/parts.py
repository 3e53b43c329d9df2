"""What all parts of a version share: frozen, no unknown keys, names and rules of one shape."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

# The name of a question, a paper, a step: stands in rules, addresses and events.
Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
# CEL over the answers given so far; empty means always.
Rule = Annotated[str, Field(max_length=1000)]


class Part(BaseModel):
    """A part of a version."""

    model_config = ConfigDict(extra="forbid", frozen=True)

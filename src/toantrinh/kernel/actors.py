"""Who acts: a person, an officer at a post, an organisation, or the system itself."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID


@dataclass(frozen=True)
class Actor:
    """Somebody as the journal knows them: ids and codes, never a name.

    `roles` are those of the post through which an officer acts, at `agency_id`. `organisation_id`
    is the organisation for which a person acts: what they do and see is then the organisation's.
    `identity_level` is that of the electronic identity with which a person signed in for
    themselves, if they signed in. `confirmed_at` is when an officer last showed a second factor, by
    the real clock: signing asks that it be fresh (`people.confirming`).
    """

    kind: Literal["person", "officer", "organisation", "system"]
    id: UUID | None = None
    agency_id: UUID | None = None
    post: str | None = None
    roles: frozenset[str] = frozenset()
    login_id: UUID | None = None
    organisation_id: UUID | None = None
    identity_level: int | None = None
    confirmed_at: datetime | None = None

    def __str__(self) -> str:
        return f"{self.kind}/{self.id}" if self.id else self.kind


SYSTEM = Actor("system")

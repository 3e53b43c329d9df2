"""Who may open an address: every view says so, and a test over all addresses proves it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.http import HttpRequest, HttpResponseBase
from django.urls import URLPattern, URLResolver

from toantrinh.kernel.actors import Actor
from toantrinh.kernel.errors import NotAllowed
from toantrinh.people.models import Person, Posting, Representation


class Who(StrEnum):
    """The groups that an address may be open to."""

    ANYONE = "anyone"
    SIGNED_IN = "signed_in"
    CITIZENS = "citizens"
    OFFICERS = "officers"
    ADMINISTRATORS = "administrators"
    DATA_OFFICERS = "data_officers"


@dataclass(frozen=True)
class Access:
    """What a view declares: who may come, and how often in a minute from one address or login."""

    who: Who
    per_minute: int


class Visit(HttpRequest):
    """A request that came through the gate's middleware."""

    actor: Actor | None
    person: Person | None
    # The organisation that the provider proved the person to act for in this session, and whether
    # they do so now.
    representation: Representation | None
    for_organisation: bool
    # Level of the citizen's electronic identity, 1 or 2 (NĐ 69/2024).
    identity_level: int | None
    posting: Posting | None
    # All posts that the officer holds today.
    postings: list[Posting]


P = ParamSpec("P")
R = TypeVar("R", bound=HttpResponseBase)
View = Callable[P, R]


def anyone(per_minute: int = 120) -> Callable[[View[P, R]], View[P, R]]:
    """Open to all."""
    return _declare(Access(Who.ANYONE, per_minute))


def signed_in(per_minute: int = 120) -> Callable[[View[P, R]], View[P, R]]:
    """Open to every login, citizen's or officer's, for what is the login's own."""
    return _declare(Access(Who.SIGNED_IN, per_minute))


def citizens(per_minute: int = 120) -> Callable[[View[P, R]], View[P, R]]:
    """Open to persons who signed in with their electronic identity."""
    return _declare(Access(Who.CITIZENS, per_minute))


def officers(per_minute: int = 600) -> Callable[[View[P, R]], View[P, R]]:
    """Open to officers who signed in with both factors and hold a post today."""
    return _declare(Access(Who.OFFICERS, per_minute))


def administrators(per_minute: int = 600) -> Callable[[View[P, R]], View[P, R]]:
    """Open to officers at a post that governs agencies."""
    return _declare(Access(Who.ADMINISTRATORS, per_minute))


def data_officers(per_minute: int = 600) -> Callable[[View[P, R]], View[P, R]]:
    """Open to officers at a post that answers for personal data."""
    return _declare(Access(Who.DATA_OFFICERS, per_minute))


def _declare(access: Access) -> Callable[[View[P, R]], View[P, R]]:
    def declare(view: View[P, R]) -> View[P, R]:
        # Read by the gate's middleware and by the test over all addresses.
        vars(view)["access"] = access
        return view

    return declare


def access_of(view: Callable[..., Any]) -> Access | None:
    """What a view declares, if it does."""
    found = getattr(view, "access", None)
    return found if isinstance(found, Access) else None


def held(
    patterns: Sequence[URLPattern | URLResolver], who: Who, per_minute: int = 120
) -> list[URLPattern | URLResolver]:
    """Addresses of a library, each declared with the same access where its view says nothing."""
    for pattern in leaves(patterns):
        if access_of(pattern.callback) is None:
            pattern.callback = _wrapped(pattern.callback, Access(who, per_minute))
    return list(patterns)


def leaves(patterns: Sequence[URLPattern | URLResolver]) -> Iterator[URLPattern]:
    """All addresses below these, however deep."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from leaves(pattern.url_patterns)
        else:
            yield pattern


def _wrapped(view: Callable[..., Any], access: Access) -> Callable[..., Any]:
    # A library's view may be a bound method, which takes no attributes of its own.
    @wraps(view)
    def inner(*args: Any, **kwargs: Any) -> Any:
        return view(*args, **kwargs)

    vars(inner)["access"] = access
    return inner


def actor_of(visit: Visit) -> Actor:
    """Who acts in this visit."""
    if visit.actor is None:
        raise NotAllowed("Hãy đăng nhập để tiếp tục.")
    return visit.actor


def person_of(visit: Visit) -> Person:
    """The person who signed in."""
    if visit.person is None:
        raise NotAllowed("Hãy đăng nhập bằng tài khoản định danh điện tử.")
    return visit.person


def posting_of(visit: Visit) -> Posting:
    """The post through which the officer acts."""
    if visit.posting is None:
        raise NotAllowed("Hãy đăng nhập bằng tài khoản cán bộ.")
    return visit.posting


def signed_in_at(visit: Visit) -> dict[str, object]:
    """What every officer's page says around itself: who acts, at which post, and other posts."""
    posting = posting_of(visit)
    return {
        "signed_in_name": posting.officer.full_name,
        "agency_name": posting.post.agency.name,
        "post_title": posting.post.title,
        "other_posts": [each for each in visit.postings if each.pk != posting.pk],
    }

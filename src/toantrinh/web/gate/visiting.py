"""Who is in a session: a citizen, or an officer at one of their posts, never both."""

from typing import cast

from django.http import HttpRequest

from toantrinh.kernel.errors import NotAllowed
from toantrinh.people.models import LoginKind, Officer, Person, Posting, User
from toantrinh.people.queries import as_applicant, as_officer, postings
from toantrinh.web.gate.access import Visit

# Names in the session.
POSTING = "tt_posting"
LEVEL = "tt_identity_level"


def arrive(request: HttpRequest) -> Visit:
    """Make a request a visit: nobody's, unless the session says whose."""
    visit = cast("Visit", request)
    visit.actor = visit.person = visit.posting = visit.identity_level = None
    visit.postings = []
    user: object = request.user
    if isinstance(user, User) and user.kind == LoginKind.CITIZEN:
        _as_citizen(visit, user)
    elif isinstance(user, User):
        _as_officer(visit, user)
    return visit


def choose_posting(visit: Visit, posting_id: str) -> None:
    """Work through another of one's own posts from now on."""
    chosen = next((each for each in visit.postings if str(each.pk) == posting_id), None)
    if chosen is None:
        raise NotAllowed("Hôm nay bạn không giữ vị trí này.")
    visit.session[POSTING] = posting_id


def _as_citizen(visit: Visit, user: User) -> None:
    person: Person | None = getattr(user, "person", None)
    if person is not None:
        visit.person = person
        visit.actor = as_applicant(person)
        visit.identity_level = visit.session.get(LEVEL)


def _as_officer(visit: Visit, user: User) -> None:
    officer: Officer | None = getattr(user, "officer", None)
    if officer is None:
        return
    visit.postings = list(postings(officer))
    wanted = visit.session.get(POSTING)
    usual: Posting | None = visit.postings[0] if visit.postings else None
    visit.posting = next((each for each in visit.postings if str(each.pk) == wanted), usual)
    if visit.posting is not None:
        visit.actor = as_officer(visit.posting)
